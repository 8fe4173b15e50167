namespace Iris.Testing;

/// <summary>
/// The pictures that tests read, named by their path below <c>tests/faces</c>, such as <c>groups/dogs.jpg</c>. Some pictures may not
/// be passed on with the project; tests read them in an optional folder beside the repository, and are skipped without it.
/// </summary>
public static class Pictures
{
    /// <summary>Why a test that needs <see cref="OptionalFolder"/> is skipped.</summary>
    public const string NotHeld = "The project may not hold this picture, and there is no folder ../shared with it.";

    /// <summary>The pictures that the project holds.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryRoot.Folder, "tests", "faces");

    /// <summary>The folder <c>../shared</c> beside the repository; null where it does not exist.</summary>
    public static string? OptionalFolder { get; } = FindOptionalFolder();

    /// <summary>The names of 55 crops of 150×150 pixels: 5 people, 11 crops each. The folder names the person.</summary>
    public static IReadOnlyList<string> Johns { get; } = NamesIn(Folder, "johns");

    /// <summary>The names of 18 photographs, most of them of groups; <c>groups/dogs.jpg</c> has no person.</summary>
    public static IReadOnlyList<string> Groups { get; } = NamesIn(Folder, "groups");

    /// <summary>The names of all pictures that the project holds.</summary>
    public static IReadOnlyList<string> Held { get; } = [.. Johns, .. Groups];

    /// <summary>Whether the picture can be read here.</summary>
    /// <param name="name">The picture's name.</param>
    public static bool Has(string name) => File.Exists(PathOf(name));

    /// <summary>The bytes of a picture.</summary>
    /// <param name="name">The picture's name.</param>
    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>The full path of a picture, for programs that take one.</summary>
    /// <param name="name">The picture's name.</param>
    public static string PathOf(string name)
    {
        string held = Path.Combine(Folder, name);
        return OptionalFolder is null || File.Exists(held) ? held : Path.Combine(OptionalFolder, "faces", name);
    }

    /// <summary>The name of the person in a picture: its folder.</summary>
    /// <param name="name">The picture's name.</param>
    public static string PersonIn(string name) => name[..name.LastIndexOf('/')];

    private static string[] NamesIn(string root, string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(root, folder), "*.jpg", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    private static string? FindOptionalFolder()
    {
        string folder = Path.GetFullPath(Path.Combine(RepositoryRoot.Folder, "..", "shared"));
        return Directory.Exists(folder) ? folder : null;
    }
}
