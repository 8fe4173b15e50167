namespace Iris.Server.Reading;

/// <summary>Where a string's UTF-8 bytes, or those of a file, are in a request's body: names and pictures never become <see cref="string"/>s.</summary>
internal readonly record struct Utf8Slice(int Offset, int Length);
