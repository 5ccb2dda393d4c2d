import {
  ActionIcon,
  Button,
  Menu,
  NumberInput,
  Popover,
  SegmentedControl,
  Select,
  Slider,
  Tooltip,
} from '@mantine/core';
import {
  type Icon,
  IconArrowsMove,
  IconCamera,
  IconContrast2,
  IconCrosshair,
  IconFocusCentered,
  IconMapPin,
  IconRotate,
  IconRuler2,
  IconStack2,
  IconTrash,
  IconZoomIn,
  IconZoomReset,
} from '@tabler/icons-react';
import { IconButton } from '#renderer/components/icon-button.tsx';
import classes from './viewer.module.css';
import { type Blend, type Tool, type ViewerState, type ViewId, type VolumePresetId, viewIds } from './viewer-state.ts';
import { volumePresets } from './volume-presets.ts';
import { windowPresets } from './window-presets.ts';

interface ViewerToolbarProps {
  state: ViewerState;
  change: (edit: (state: ViewerState) => ViewerState) => void;
  rulerCount: number;
  onRemoveRulers: () => void;
  onWhole: () => void;
  onCentre: () => void;
  onStraighten: (along: 'patient' | 'scan') => void;
  onPicture: (view: ViewId | 'all') => void;
}

const toolButtons: readonly { tool: Tool; icon: Icon; label: string }[] = [
  { tool: 'crosshair', icon: IconCrosshair, label: 'Crosshair (C)' },
  { tool: 'window', icon: IconContrast2, label: 'Grey window (W): right is wider, up is brighter' },
  { tool: 'pan', icon: IconArrowsMove, label: 'Move (P, middle button or Shift)' },
  { tool: 'zoom', icon: IconZoomIn, label: 'Zoom (Z, right button or Ctrl and wheel)' },
  { tool: 'ruler', icon: IconRuler2, label: 'Ruler (R)' },
  { tool: 'rotate', icon: IconRotate, label: 'Turn the planes (O)' },
  { tool: 'seed', icon: IconMapPin, label: 'Seed (S): click where it belongs' },
];

const layouts = [
  { value: 'four', label: 'All four views' },
  { value: 'axial', label: 'Axial' },
  { value: 'coronal', label: 'Coronal' },
  { value: 'sagittal', label: 'Sagittal' },
  { value: 'volume', label: '3D' },
];

export function ViewerToolbar({ state, change, ...does }: ViewerToolbarProps) {
  const preset = windowPresets.find(
    ({ levelHu, widthHu }) => levelHu === state.window.levelHu && widthHu === state.window.widthHu,
  );
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="Viewer">
      <div className={classes.tools}>
        {toolButtons.map(({ tool, icon: ToolIcon, label }) => (
          <Tooltip key={tool} label={label}>
            <ActionIcon
              variant={state.tool === tool ? 'filled' : 'subtle'}
              color={state.tool === tool ? 'blue' : 'gray'}
              aria-label={label}
              aria-pressed={state.tool === tool}
              onClick={() => change((now) => ({ ...now, tool }))}
            >
              <ToolIcon size={17} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ))}
      </div>
      <Select
        w={150}
        aria-label="Grey window"
        placeholder={`${state.window.levelHu} / ${state.window.widthHu} HU`}
        data={windowPresets.map(({ id, label }) => ({ value: id, label }))}
        value={preset?.id ?? null}
        onChange={(id) => {
          const chosen = windowPresets.find((one) => one.id === id);
          if (chosen) change((now) => ({ ...now, window: { levelHu: chosen.levelHu, widthHu: chosen.widthHu } }));
        }}
      />
      <SlabControl state={state} change={change} />
      <VolumeControl state={state} change={change} />
      <Select
        w={130}
        aria-label="Views"
        data={layouts}
        value={state.layout}
        onChange={(layout) => layout && change((now) => ({ ...now, layout: layout as ViewerState['layout'] }))}
      />
      <div className={classes.tools}>
        <IconButton icon={IconFocusCentered} label="Back to the selected seed (Home)" onClick={does.onCentre} />
        <IconButton icon={IconZoomReset} label="The whole scan (0)" onClick={does.onWhole} />
        <IconButton
          icon={IconTrash}
          label="Remove all rulers"
          disabled={does.rulerCount === 0}
          onClick={does.onRemoveRulers}
        />
        <Menu>
          <Menu.Target>
            <Button variant="subtle" color="gray">
              Planes
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => does.onStraighten('patient')}>Along the patient</Menu.Item>
            <Menu.Item onClick={() => does.onStraighten('scan')}>Along the slices of the scan</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label="Save a picture">
              <IconCamera size={17} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Save as PNG</Menu.Label>
            <Menu.Item onClick={() => does.onPicture('all')}>What is shown</Menu.Item>
            {viewIds.map((view) => (
              <Menu.Item
                key={view}
                disabled={state.layout !== 'four' && state.layout !== view}
                onClick={() => does.onPicture(view)}
              >
                {layouts.find(({ value }) => value === view)?.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}

type Control = Pick<ViewerToolbarProps, 'state' | 'change'>;

function SlabControl({ state, change }: Control) {
  const { thicknessMm, blend } = state.slab;
  const names: Readonly<Record<Blend, string>> = { max: 'MIP', min: 'MinIP', mean: 'Mean' };
  return (
    <Popover withinPortal shadow="md">
      <Popover.Target>
        <Button variant="subtle" color="gray" leftSection={<IconStack2 size={15} aria-hidden />}>
          {thicknessMm === 0 ? 'Slice' : `${names[blend]} ${thicknessMm} mm`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.popover}>
          <NumberInput
            label="Thickness"
            suffix=" mm"
            min={0}
            max={200}
            step={5}
            value={thicknessMm}
            onChange={(value) => change((now) => ({ ...now, slab: { ...now.slab, thicknessMm: Number(value) || 0 } }))}
          />
          <SegmentedControl
            aria-label="How the slices are put together"
            data={(['max', 'min', 'mean'] as const).map((value) => ({ value, label: names[value] }))}
            value={blend}
            onChange={(value) => change((now) => ({ ...now, slab: { ...now.slab, blend: value as Blend } }))}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function VolumeControl({ state, change }: Control) {
  return (
    <Popover withinPortal shadow="md">
      <Popover.Target>
        <Button variant="subtle" color="gray">
          3D: {volumePresets[state.volume.preset].label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.popover}>
          <Select
            label="Opacity for"
            comboboxProps={{ withinPortal: false }}
            data={Object.entries(volumePresets).map(([value, { label }]) => ({ value, label }))}
            value={state.volume.preset}
            onChange={(value) =>
              value && change((now) => ({ ...now, volume: { preset: value as VolumePresetId, opacityShiftHu: 0 } }))
            }
          />
          <span>
            Opaque from {state.volume.opacityShiftHu >= 0 ? '+' : '−'}
            {Math.abs(state.volume.opacityShiftHu)} HU
          </span>
          <Slider
            thumbLabel="Shift of the opacity in HU"
            min={-300}
            max={300}
            step={10}
            value={state.volume.opacityShiftHu}
            onChange={(opacityShiftHu) => change((now) => ({ ...now, volume: { ...now.volume, opacityShiftHu } }))}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
