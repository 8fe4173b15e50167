namespace Iris.Codecs;

/// <summary>The codecs cannot be loaded on this machine.</summary>
public sealed class CodecModuleException() : Exception("The codecs cannot be loaded on this machine.");
