namespace Iris.Codecs;

/// <summary>How a decode in the sandbox ended. The numbers are those of codecs/state.h.</summary>
internal enum CodecState
{
    /// <summary>The whole picture was decoded.</summary>
    Whole = 0,

    /// <summary>The file ends before the picture does; what there is was decoded.</summary>
    Incomplete = 1,

    /// <summary>The codec cannot read it, or reads another picture in it than Iris does.</summary>
    Unreadable = 2,

    /// <summary>It asked for more memory than it was given.</summary>
    NoMemory = 3,
}
