namespace Iris.Load;

/// <summary>What is read where it is: tests/faces/README.md lets no program contain its pictures.</summary>
internal static class Repository
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    /// <summary>The bytes of a picture for tests.</summary>
    /// <param name="name">Its path below <c>tests/faces</c>.</param>
    public static byte[] Face(string name) => File.ReadAllBytes(Path.Combine(Root, "tests/faces", name));

    /// <summary>A picture as it stands in a request.</summary>
    public static string DataUri(byte[] picture) => "data:image/jpeg;base64," + Convert.ToBase64String(picture);
}
