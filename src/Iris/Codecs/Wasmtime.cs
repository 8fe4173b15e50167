using System.Runtime.InteropServices;

namespace Iris.Codecs;

/// <summary>
/// What is used of Wasmtime's C interface (https://docs.wasmtime.dev/c-api/), under its own names. Its package for .NET does not have the function that lets
/// the host provide the memory, which the promise of Iris depends on.
/// </summary>
internal static unsafe partial class Wasmtime
{
    public const byte ExternKindFunction = 0;

    private const string Library = "wasmtime";

    [LibraryImport(Library, EntryPoint = "wasm_config_new")]
    public static partial nint NewConfig();

    [LibraryImport(Library, EntryPoint = "wasmtime_config_signals_based_traps_set")]
    public static partial void SetSignalsBasedTraps(nint config, byte value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_epoch_interruption_set")]
    public static partial void SetEpochInterruption(nint config, byte value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_memory_reservation_set")]
    public static partial void SetMemoryReservation(nint config, ulong bytes);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_memory_reservation_for_growth_set")]
    public static partial void SetMemoryReservationForGrowth(nint config, ulong bytes);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_memory_guard_size_set")]
    public static partial void SetMemoryGuardSize(nint config, ulong bytes);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_memory_may_move_set")]
    public static partial void SetMemoryMayMove(nint config, byte value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_memory_init_cow_set")]
    public static partial void SetMemoryInitCow(nint config, byte value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_native_unwind_info_set")]
    public static partial void SetNativeUnwindInfo(nint config, byte value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_parallel_compilation_set")]
    public static partial void SetParallelCompilation(nint config, byte value);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_target_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SetTarget(nint config, string target);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_cranelift_flag_enable", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void EnableCraneliftFlag(nint config, string flag);

    [LibraryImport(Library, EntryPoint = "wasmtime_config_host_memory_creator_set")]
    public static partial void SetMemoryCreator(nint config, MemoryCreator* creator);

    [LibraryImport(Library, EntryPoint = "wasm_engine_new_with_config")]
    public static partial nint NewEngine(nint config);

    [LibraryImport(Library, EntryPoint = "wasm_engine_delete")]
    public static partial void DeleteEngine(nint engine);

    [LibraryImport(Library, EntryPoint = "wasmtime_engine_increment_epoch")]
    public static partial void IncrementEpoch(nint engine);

    [LibraryImport(Library, EntryPoint = "wasmtime_module_new")]
    public static partial nint NewModule(nint engine, byte* bytes, nuint length, out nint module);

    [LibraryImport(Library, EntryPoint = "wasmtime_module_serialize")]
    public static partial nint SerializeModule(nint module, out ByteVector bytes);

    [LibraryImport(Library, EntryPoint = "wasmtime_module_deserialize")]
    public static partial nint Deserialize(nint engine, byte* bytes, nuint length, out nint module);

    [LibraryImport(Library, EntryPoint = "wasmtime_module_deserialize_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint DeserializeFile(nint engine, string path, out nint module);

    [LibraryImport(Library, EntryPoint = "wasmtime_module_delete")]
    public static partial void DeleteModule(nint module);

    [LibraryImport(Library, EntryPoint = "wasm_byte_vec_delete")]
    public static partial void DeleteBytes(ref ByteVector bytes);

    [LibraryImport(Library, EntryPoint = "wasmtime_store_new")]
    public static partial nint NewStore(nint engine, nint data, nint finalizer);

    [LibraryImport(Library, EntryPoint = "wasmtime_store_context")]
    public static partial nint ContextOf(nint store);

    [LibraryImport(Library, EntryPoint = "wasmtime_store_delete")]
    public static partial void DeleteStore(nint store);

    [LibraryImport(Library, EntryPoint = "wasmtime_context_set_epoch_deadline")]
    public static partial void SetEpochDeadline(nint context, ulong ticks);

    [LibraryImport(Library, EntryPoint = "wasmtime_instance_new")]
    public static partial nint NewInstance(nint context, nint module, nint imports, nuint importCount, out Instance instance, out nint trap);

    [LibraryImport(Library, EntryPoint = "wasmtime_instance_export_get")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool TryGetExport(nint context, in Instance instance, byte* name, nuint length, out Extern export);

    [LibraryImport(Library, EntryPoint = "wasmtime_func_call_unchecked")]
    public static partial nint Call(nint context, in Function function, RawValue* argumentsAndResults, nuint count, out nint trap);

    [LibraryImport(Library, EntryPoint = "wasm_trap_delete")]
    public static partial void DeleteTrap(nint trap);

    /// <summary>An error without a text, to return from a callback.</summary>
    public static nint NewError()
    {
        fixed (byte* nothing = "\0"u8)
        {
            return NewError(nothing);
        }
    }

    [LibraryImport(Library, EntryPoint = "wasmtime_error_new")]
    private static partial nint NewError(byte* message);

    [LibraryImport(Library, EntryPoint = "wasmtime_error_delete")]
    public static partial void DeleteError(nint error);

    /// <summary>wasm_byte_vec_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ByteVector
    {
        public nuint Length;
        public byte* Bytes;
    }

    /// <summary>wasmtime_instance_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Instance
    {
        public ulong Store;
        public nuint Index;
    }

    /// <summary>wasmtime_func_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Function
    {
        public ulong Store;
        public nint Pointer;
    }

    /// <summary>wasmtime_extern_t, whose union has 24 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    public struct Extern
    {
        [FieldOffset(0)]
        public byte Kind;

        [FieldOffset(8)]
        public Function Function;
    }

    /// <summary>wasmtime_val_raw_t.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 16)]
    public struct RawValue
    {
        [FieldOffset(0)]
        public int Number;
    }

    /// <summary>wasmtime_memory_creator_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MemoryCreator
    {
        public nint Environment;
        public delegate* unmanaged[Cdecl]<nint, nint, nuint, nuint, nuint, nuint, LinearMemory*, nint> NewMemory;
        public nint Finalizer;
    }

    /// <summary>wasmtime_linear_memory_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct LinearMemory
    {
        public nint Environment;
        public delegate* unmanaged[Cdecl]<nint, nuint*, nuint*, byte*> Get;
        public delegate* unmanaged[Cdecl]<nint, nuint, nint> Grow;
        public nint Finalizer;
    }
}
