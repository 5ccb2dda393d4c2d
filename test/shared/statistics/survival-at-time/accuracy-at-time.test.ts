import { describe, expect, it } from 'vitest';
import { ascendingOrder } from '#shared/numerics/order.ts';
import { censoringSurvival } from '#shared/statistics/kaplan-meier/censoring.ts';
import { lastAtOrBefore, survivalAt, survivalCurve } from '#shared/statistics/kaplan-meier/survival-curve.ts';
import { auc } from '#shared/statistics/measures/auc.ts';
import {
  aucAt,
  brierAt,
  constantBrierAt,
  meanAuc,
  meanOverTime,
  survivalAtTimes,
} from '#shared/statistics/survival-at-time/accuracy-at-time.ts';
import { scoreModel } from '#shared/statistics/survival-at-time/cox-predictions.ts';
import python from '#test/reference/survival/accuracy-over-time.json' with { type: 'json' };

/** Patients in order of time with their scores. */
function sorted({ time, event, score }: { time: number[]; event: number[]; score: number[] }) {
  const order = ascendingOrder(Float64Array.from(time));
  const take = (values: number[]) => Float64Array.from(order, (i) => values[i]!);
  const scores = take(score);
  const byRisk = ascendingOrder(scores);
  return {
    order,
    followUp: { times: take(time), events: Uint8Array.from(take(event)) },
    scores,
    risks: {
      order: byRisk,
      startsValue: Uint8Array.from(byRisk, (i, k) => (k > 0 && scores[i] === scores[byRisk[k - 1]!] ? 0 : 1)),
    },
    ones: new Float64Array(time.length).fill(1),
  };
}

describe('accuracy over time against scikit-survival', () => {
  const { smooth } = python;
  const { followUp, scores, risks, ones, order } = sorted(smooth);
  const censoring = censoringSurvival(followUp.times, followUp.events);
  const lasts = smooth.times.map((time) => lastAtOrBefore(followUp.times, time));

  it('AUC(t) and its mean, with tied scores', () => {
    const found = lasts.map((last) => aucAt(followUp, risks, censoring, ones, last));
    found.forEach((value, k) => expect(value).toBeCloseTo(smooth.auc[k]!, 10));
    expect(meanAuc(found, survivalAtTimes(followUp, ones, lasts))).toBeCloseTo(smooth.meanAuc, 10);
  });

  it('survival probabilities of a Cox model of the score', () => {
    const model = scoreModel(followUp, scores);
    if ('unavailable' in model) throw new Error(model.unavailable);
    expect(model.coefficient).toBeCloseTo(smooth.coefficient, 7);
    smooth.times.forEach((time, k) =>
      order.forEach((row, i) => expect(model.survival(scores[i]!, time)).toBeCloseTo(smooth.predicted[row]![k]!, 7)),
    );
  });

  it('the Brier score of these, that of Kaplan-Meier, and their mean over time', () => {
    const brier = smooth.times.map((_, k) => {
      const predicted = Float64Array.from(order, (row) => smooth.predicted[row]![k]!);
      return brierAt(followUp, censoring, ones, lasts[k]!, predicted);
    });
    brier.forEach((value, k) => expect(value).toBeCloseTo(smooth.brier[k]!, 10));
    expect(meanOverTime(smooth.times, brier)).toBeCloseTo(smooth.integrated, 10);
    constantBrierAt(followUp, censoring, ones, lasts, survivalAtTimes(followUp, ones, lasts)).forEach((value, k) =>
      expect(value).toBeCloseTo(smooth.referenceBrier[k]!, 10),
    );
  });
});

describe('accuracy over time', () => {
  it('takes events before censorings at equal times, by the definition pair by pair', () => {
    const { followUp, scores, risks, ones } = sorted(python.tied);
    const censoring = censoringSurvival(followUp.times, followUp.events);
    const predicted = scores.map((score) => 1 - score / 8);
    for (const { t, auc: expected, brier } of python.tied.at) {
      const last = lastAtOrBefore(followUp.times, t);
      expect(aucAt(followUp, risks, censoring, ones, last)).toBeCloseTo(expected, 12);
      expect(brierAt(followUp, censoring, ones, last, predicted)).toBeCloseTo(brier, 12);
    }
  });

  it('is the plain AUC and the plain mean square when nobody is censored before the time', () => {
    const { followUp, risks, scores, ones } = sorted({
      time: [1, 2, 3, 4, 5, 6],
      event: [1, 1, 1, 0, 1, 0],
      score: [5, 1, 3, 2, 4, 0],
    });
    const censoring = censoringSurvival(followUp.times, followUp.events);
    expect(aucAt(followUp, risks, censoring, ones, 2)).toBeCloseTo(auc(scores, Uint8Array.of(1, 1, 1, 0, 0, 0)), 14);
    expect(constantBrierAt(followUp, censoring, ones, [2], [0.5])).toEqual([0.25]);
  });

  it('has no AUC without cases or controls', () => {
    const { followUp, risks, ones } = sorted({ time: [1, 2, 3], event: [0, 1, 1], score: [1, 2, 3] });
    const censoring = censoringSurvival(followUp.times, followUp.events);
    expect(aucAt(followUp, risks, censoring, ones, 0)).toBeNaN();
    expect(aucAt(followUp, risks, censoring, ones, 2)).toBeNaN();
  });

  it('counts a patient of weight 2 as two patients', () => {
    const { followUp, risks, scores } = sorted(python.tied);
    const weights = Float64Array.from(scores, (_, i) => i % 3);
    const rows = [...weights.keys()].flatMap((i) => Array.from({ length: weights[i]! }, () => i));
    const copies = sorted({
      time: rows.map((i) => followUp.times[i]!),
      event: rows.map((i) => followUp.events[i]!),
      score: rows.map((i) => scores[i]!),
    });
    const weighted = censoringSurvival(followUp.times, followUp.events, weights);
    const copied = censoringSurvival(copies.followUp.times, copies.followUp.events);
    const lasts = [followUp, copies.followUp].map(({ times }) => lastAtOrBefore(times, 6)) as [number, number];
    expect(aucAt(followUp, risks, weighted, weights, lasts[0])).toBeCloseTo(
      aucAt(copies.followUp, copies.risks, copied, copies.ones, lasts[1]),
      12,
    );
    const [own, other] = [
      brierAt(
        followUp,
        weighted,
        weights,
        lasts[0],
        followUp.times.map(() => 0.3),
      ),
      constantBrierAt(copies.followUp, copied, copies.ones, [lasts[1]], [0.3])[0]!,
    ];
    expect(own).toBeCloseTo(other, 12);
    const curve = survivalCurve(copies.followUp.times, copies.followUp.events, { band: 'log', level: 0.95 });
    expect(survivalAtTimes(followUp, weights, [lasts[0]])[0]).toBeCloseTo(survivalAt(curve, 6)!.survival, 12);
  });
});
