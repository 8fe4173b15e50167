using Microsoft.Extensions.FileSystemGlobbing;

namespace Iris.Cli.Pictures;

/// <summary>Finds the pictures that arguments name: files, folders, patterns, URLs, <c>-</c> for standard input.</summary>
internal static class PictureArguments
{
    /// <summary>The argument that stands for standard input.</summary>
    public const string StandardInput = "-";

    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"];

    /// <summary>The picture of an argument that names one.</summary>
    /// <exception cref="CliException">It names none, or several.</exception>
    public static async Task<NamedPicture> FindOneAsync(string argument, CancellationToken cancellationToken) =>
        await FindAsync(argument, cancellationToken) switch
        {
            [var picture] => picture,
            var several => throw new CliException($"{argument} has {several.Count} pictures, and one is wanted: name it."),
        };

    /// <summary>The pictures of an argument.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="cancellationToken">Ends the reading of standard input.</param>
    /// <returns>One or more; those of a folder or a pattern by their names.</returns>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<IReadOnlyList<NamedPicture>> FindAsync(string argument, CancellationToken cancellationToken)
    {
        if (argument == StandardInput)
        {
            var bytes = new MemoryStream();
            await using Stream input = Console.OpenStandardInput();
            await input.CopyToAsync(bytes, cancellationToken);
            return [NamedPicture.OfBytes("standard input", bytes.GetBuffer().AsMemory(0, (int)bytes.Length))];
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
            : argument.Contains('*', StringComparison.Ordinal) ? FilesLike(argument)
            : throw new CliException($"There is no file or folder {argument}.");
        NamedPicture[] pictures = [.. files.Order(StringComparer.Ordinal).Select(NamedPicture.OfFile)];
        return pictures is [] ? throw new CliException($"There is no picture in {argument}: no file ending in {string.Join(", ", Endings)}.") : pictures;
    }

    /// <summary>The pictures of a folder and of those in it, told by the endings of their names.</summary>
    public static IEnumerable<string> FilesBelow(string folder) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden })
        .Where(IsPicture);

    // The part before the first star is a folder, the rest a pattern in it.
    private static IEnumerable<string> FilesLike(string pattern)
    {
        string rest = pattern.Replace('\\', '/');
        int end = rest.LastIndexOf('/', rest.IndexOf('*', StringComparison.Ordinal)) + 1;
        string folder = rest[..end];
        Matcher matcher = new Matcher().AddInclude(rest[end..]);
        return matcher.GetResultsInFullPath(folder is "" ? "." : folder)
            .Where(IsPicture)
            .Select(path => folder + Path.GetRelativePath(folder is "" ? "." : folder, path));
    }

    private static bool IsPicture(string file) => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
