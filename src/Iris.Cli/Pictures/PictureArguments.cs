namespace Iris.Cli.Pictures;

/// <summary>Finds the pictures that arguments name: files, folders, patterns, URLs, <c>-</c> for standard input.</summary>
internal static class PictureArguments
{
    /// <summary>The argument that stands for standard input.</summary>
    public const string StandardInput = "-";

    private const string AnyDepth = "**";

    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"];
    private static readonly EnumerationOptions Listing = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false };

    /// <summary>The picture of an argument that names one.</summary>
    /// <exception cref="CliException">It names none, or several.</exception>
    public static NamedPicture FindOne(string argument) => Find(argument) switch
    {
        [var picture] => picture,
        var several => throw new CliException($"{argument} has {several.Length} pictures, and one is wanted: name it."),
    };

    /// <summary>The pictures of an argument.</summary>
    /// <returns>One or more; those of a folder or a pattern by their names.</returns>
    /// <exception cref="CliException">There is none.</exception>
    public static NamedPicture[] Find(string argument)
    {
        if (argument == StandardInput)
        {
            return [NamedPicture.StandardInput];
        }

        if (Uri.TryCreate(argument, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
        {
            return [NamedPicture.OfUrl(url)];
        }

        if (File.Exists(argument))
        {
            return [NamedPicture.OfFile(argument)];
        }

        IEnumerable<string> files = Directory.Exists(argument) ? FilesBelow(argument)
            : argument.AsSpan().ContainsAny('*', '?') ? FilesLike(argument)
            : throw NotThere(argument);
        NamedPicture[] pictures = [.. files.Distinct().Order(StringComparer.Ordinal).Select(NamedPicture.OfFile)];
        return pictures is [] ? throw new CliException($"There is no picture in {argument}: no file ending in {string.Join(", ", Endings)}.") : pictures;
    }

    /// <summary>
    /// The pictures of a folder and of those in it, told by the endings of their names, and each folder that cannot be read: it is not to be
    /// passed over in silence. Hidden ones are left out. Links to folders are not followed: they may lead in a circle.
    /// </summary>
    public static IEnumerable<string> FilesBelow(string folder) => Expand(folder, (string[])[AnyDepth]);

    // The names before the first with a wildcard are a folder.
    private static IEnumerable<string> FilesLike(string pattern)
    {
        string[] names = pattern.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        int folders = Array.FindIndex(names, static name => name.AsSpan().ContainsAny('*', '?'));
        string folder = string.Join(Path.DirectorySeparatorChar, [.. names[..folders], ""]);
        return folder is "" || Directory.Exists(folder) ? Expand(folder, names.AsMemory(folders)) : throw NotThere(folder);
    }

    private static IEnumerable<string> Expand(string folder, ReadOnlyMemory<string> names)
    {
        string name = names.Span[0];
        ReadOnlyMemory<string> rest = names[1..];
        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(folder is "" ? "." : folder).GetFileSystemInfos(name is AnyDepth ? "*" : name, Listing);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [folder];
        }

        IEnumerable<DirectoryInfo> folders = entries.OfType<DirectoryInfo>();
        if (name is AnyDepth)
        {
            return Expand(folder, rest.IsEmpty ? (string[])["*"] : rest)
                .Concat(folders.Where(static below => below.LinkTarget is null).SelectMany(below => Expand(PathOf(below), names)));
        }

        return rest.IsEmpty
            ? entries.OfType<FileInfo>().Where(IsPicture).Select(PathOf)
            : folders.SelectMany(below => Expand(PathOf(below), rest));

        // As the user has begun it.
        string PathOf(FileSystemInfo entry) => Path.Combine(folder, entry.Name);
    }

    private static bool IsPicture(FileInfo file) => Endings.Contains(file.Extension, StringComparer.OrdinalIgnoreCase);

    private static CliException NotThere(string name) => new($"There is no file or folder {name}: check its name.");
}
