/** What Dawn says of the graphics adapter that it would use. */
export interface AdapterReport {
  /** As the driver names it. */
  name: string;
  /** Computed on the processor; many times slower than the other engines. */
  software: boolean;
}

/** An adapter of Dawn for Node, with what keeps it alive. */
export interface OpenAdapter extends AdapterReport {
  adapter: GPUAdapter;
  /** Dawn frees the instance, and crashes, when this is collected while a device is in use. */
  instance: GPU;
}

/**
 * The high-performance adapter of this computer, or undefined when Dawn finds none. Defines WebGPU's global constants
 * (GPUBufferUsage, …), which TensorFlow.js expects. Throws when the optional package `webgpu` is missing or cannot load.
 */
export async function openAdapter(): Promise<OpenAdapter | undefined> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const instance = create([]);
  const adapter = await instance.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return undefined;
  const { vendor, architecture, device, description } = adapter.info;
  const name = description || device || [vendor, architecture].filter(Boolean).join(' ') || 'GPU';
  return { name, software: adapter.info.isFallbackAdapter, adapter, instance };
}
