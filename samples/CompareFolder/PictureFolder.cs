namespace CompareFolder;

/// <summary>The pictures of a folder, in parts that a server takes.</summary>
internal static class PictureFolder
{
    // Below what Iris takes of one request as long as nobody sets it otherwise: 1,000 candidates, 56 MiB.
    private const int MostFiles = 500;
    private const long MostBytes = 40 * 1024 * 1024;

    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"];

    /// <summary>Finds pictures by the endings of their names, in the folder and below it.</summary>
    public static FileInfo[] Find(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(static file => Endings.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            .OrderBy(static file => file.FullName, StringComparer.Ordinal)];

    /// <summary>Splits them so that each part fits into a request.</summary>
    public static IEnumerable<FileInfo[]> Split(FileInfo[] files)
    {
        int begin = 0;
        long bytes = 0;
        for (int i = 0; i < files.Length; i++)
        {
            if (i > begin && (i - begin == MostFiles || bytes + files[i].Length > MostBytes))
            {
                yield return files[begin..i];
                (begin, bytes) = (i, 0);
            }

            bytes += files[i].Length;
        }

        if (begin < files.Length)
        {
            yield return files[begin..];
        }
    }
}
