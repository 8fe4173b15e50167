namespace Iris.Privacy.Tests;

/// <summary>
/// All that outlives a request and changes, or could by its type, with why it tells nothing of one. Whoever adds a field to these lists
/// says why that is so.
/// </summary>
internal static class KnownState
{
    /// <summary>Static fields.</summary>
    public static IReadOnlyDictionary<string, string> InStaticFields { get; } = new Dictionary<string, string>
    {
        ["AnswerWriter.Encoder"] = "a setting",
        ["DiagnosticsServices.Get"] = "the methods of a route",
        ["FaceAligner.Template"] = "a table",
        ["FaceDetector.Anchors"] = "a table",
        ["FaceEvidence.FirstLook"] = "a setting",
        ["FaceEvidence.FurtherLook"] = "a setting",
        ["FaceFinder.Turns"] = "a table",
        ["NativeHeap.OverwritesFreedBlocks"] = "what the C library has agreed to",
        ["NetworkMemory.Registered"] = "where ONNX Runtime takes its memory from",
        ["NetworkMemory._isLoading"] = "whether this thread is loading a network",
        ["PictureLimits.Default"] = "a setting",
        ["PrivacyEnforcement.Get"] = "the methods of a route",
        ["ProcessConfinement.HasFilter"] = "what the kernel enforces",
        ["ProcessConfinement.HasLandlock"] = "what the kernel enforces",
        ["ProcessConfinement.Settings"] = "a table",
        ["SensitiveMemory.Pool"] = "free blocks, which are zero: see its own fields",
        ["SensitiveMemory._leaked"] = "how many blocks were never released",
    };

    /// <summary>Fields of the services that live as long as the server, and of what they and static fields hold.</summary>
    public static IReadOnlyDictionary<string, string> InObjects { get; } = new Dictionary<string, string>
    {
        ["AnalysisGate._places"] = "how many pictures may be analysed at the moment",
        ["Block._array"] = "what data comes in or goes out by, zeroed as it is given back",
        ["Block.IsRented"] = "of a block that data comes in or goes out by: whether it is in use",
        ["CarvedBlocks._free"] = "where free blocks are, which are zero",
        ["CarvedBlocks._mapped"] = "where blocks are",
        ["ClientKey._key"] = "random bytes",
        ["FetchOptions.MaxPictureBytes"] = "a setting",
        ["FetchOptions.Timeout"] = "a setting",
        ["IdleScrub.Erasures"] = "a count",
        ["IdleScrub._idle"] = "a timer",
        ["IdleScrub._inFlight"] = "a count",
        ["IdleScrub._interval"] = "a timer",
        ["IdleScrub._leftTraces"] = "whether a request has ended since the last scrub",
        ["IdleScrub._logger"] = "a way to the log, which keeps nothing",
        ["IdleScrub._step"] = "how far the scrub has come",
        ["ListeningSockets._hasForgotten"] = "whether the last scrub had them forget the last client",
        ["ListeningSockets._own"] = "the server's own end of connections to itself, while they are open",
        ["ListeningSockets._sockets"] = "the sockets that it listens on: the scrub has them forget the last client",
        ["LockedRegions._isExcludedFromDumps"] = "what the kernel has agreed to",
        ["LockedRegions._locked"] = "a count of bytes",
        ["LockedRegions._mapped"] = "a count of bytes",
        ["LockedRegions._refusal"] = "what the kernel has agreed to",
        ["LockedRegions._unlocked"] = "where regions are",
        ["ModelDescription.Outputs"] = "of the model pack",
        ["ModelManifest.Calibration"] = "of the model pack",
        ["ModelManifest.Models"] = "of the model pack",
        ["ModelPack._models"] = "of the model pack",
        ["Network._inputNames"] = "of the model pack",
        ["Network._outputNames"] = "of the model pack",
        ["Network._outputs"] = "of the model pack",
        ["Network._session"] = "a network, which computes in memory that is zeroed",
        ["PictureFetcher._client"] = "connections to picture servers: the scrub closes them",
        ["PooledArrays._shared"] = "the framework's arrays: the scrub empties them",
        ["PooledArrays._slots"] = "a place in the framework",
        ["PooledArrays._slotsOfThreads"] = "the framework's arrays: the scrub empties them",
        ["PooledArrays._takeShared"] = "a place in the framework",
        ["RememberingConnections._open"] = "open connections: the scrub closes them",
        ["RequestStatistics._newestSlot"] = "a time",
        ["RequestStatistics._slots"] = "counts",
        ["RequestStatistics._total"] = "a count",
        ["SensitivePool._carved"] = "see the fields of CarvedBlocks",
        ["SharedArrayPools._pools"] = "see the fields of PooledArrays",
        ["TensorDescription.Shape"] = "of the model pack",
        ["WholeRegions._kept"] = "where free regions are, which are zero",
        ["WholeRegions._keptBytes"] = "a count of bytes",
        ["ZeroingMemoryPoolFactory._pools"] = "see the fields of ZeroingMemoryPool",
        ["ZeroingMemoryPool._free"] = "free blocks, which are zero",
        ["ZeroingMemoryPool._isDisposed"] = "whether it has ended",
    };
}
