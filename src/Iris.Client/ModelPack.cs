namespace Iris.Client;

/// <summary>The models that a server compares with. Similarities of different packs or versions cannot be compared.</summary>
/// <param name="Name">The pack's name.</param>
/// <param name="Version">The pack's version.</param>
public sealed record ModelPack(string Name, string Version);
