namespace Iris.Imaging;

/// <summary>A part of a file.</summary>
/// <param name="Start">Where it begins, in bytes.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct FilePart(int Start, int Length);
