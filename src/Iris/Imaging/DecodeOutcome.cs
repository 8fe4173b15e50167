namespace Iris.Imaging;

/// <summary>What a decoder made of a file.</summary>
internal enum DecodeOutcome
{
    /// <summary>The file is damaged, or of a kind that is not read. The pixels are not to be used.</summary>
    Unreadable,

    /// <summary>Pixels are missing, because the file ends before them or its run lengths lead out of the picture: they are transparent black.</summary>
    Incomplete,

    /// <summary>Every pixel that the file has.</summary>
    Whole,
}
