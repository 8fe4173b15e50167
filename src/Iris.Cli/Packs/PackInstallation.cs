using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Iris.Models;

namespace Iris.Cli.Packs;

/// <summary>Makes the folder of a model pack of downloaded files. It is there as a whole, or not at all.</summary>
/// <param name="recipe">What it is made of.</param>
/// <param name="source">The folder with the downloads, or a copy of the publisher's whole collection.</param>
internal sealed class PackInstallation(PackRecipe recipe, string source)
{
    private const int CopyBytes = 81_920;

    // As its text begins that Git leaves where a large file was not fetched.
    private static ReadOnlySpan<byte> LfsPointer => "version https://git-lfs"u8;

    // For people to read, who may have to change it.
    private static readonly ModelManifestJson Json = new(new JsonSerializerOptions(ModelManifestJson.Default.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Copies the files, checks them on the way, and writes the manifest.</summary>
    /// <param name="target">The pack's folder, which is made.</param>
    /// <param name="cancellationToken">Ends it, and leaves nothing behind.</param>
    /// <exception cref="CliException">A file is missing or another one, or the folder cannot be made.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task InstallAsync(string target, CancellationToken cancellationToken)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (Path.Exists(folder))
        {
            throw new CliException($"{folder} is there already: remove it, or choose another folder with --to.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(folder)))
        {
            throw new CliException($"There is no folder {Path.GetDirectoryName(folder)} to make the pack in: make it first.");
        }

        string[] files = [.. recipe.Manifest.Models.Select(Find)];
        string unfinished = $"{folder}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.unfinished";
        try
        {
            Make(folder, () => Directory.CreateDirectory(unfinished));
            foreach ((ModelDescription model, string file) in recipe.Manifest.Models.Zip(files))
            {
                await CopyAsync(model, file, Path.Combine(unfinished, model.File), cancellationToken);
            }

            await using (FileStream manifest = CreateFile(Path.Combine(unfinished, ModelPack.ManifestFileName)))
            {
                await JsonSerializer.SerializeAsync(manifest, recipe.Manifest, Json.ModelManifest, cancellationToken);
            }

            Make(folder, () => Directory.Move(unfinished, folder));
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }
    }

    private string Find(ModelDescription model)
    {
        if (!Directory.Exists(source))
        {
            throw new CliException($"There is no folder '{source}' with the downloaded files.");
        }

        string[] places = [Path.Combine(source, model.File), Path.Combine(source, recipe.Folders[model.File], model.File)];
        return places.FirstOrDefault(File.Exists)
            ?? throw new CliException($"{source} has no {model.File}: download it from {model.Origin}, into that folder.");
    }

    // Checked are the bytes that are written: the file may change while it is read.
    private static async Task CopyAsync(ModelDescription model, string file, string copy, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using FileStream from = File.OpenRead(file);
        await using FileStream to = CreateFile(copy);
        byte[] buffer = new byte[CopyBytes];
        for (bool isFirst = true; ; isFirst = false)
        {
            int read = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (isFirst && buffer.AsSpan(0, read).StartsWith(LfsPointer))
            {
                throw new CliException($"{file} is a Git LFS pointer, not the model itself: fetch it with git lfs pull, or download it from {model.Origin}.");
            }

            hash.AppendData(buffer.AsSpan(0, read));
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (read < buffer.Length)
            {
                break;
            }
        }

        string sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (sha256 != model.Sha256)
        {
            throw new CliException(
                $"{file} is incomplete or another version: its sha256 is {PackDescription.Short(sha256)}, the published one is "
                    + $"{PackDescription.Short(model.Sha256)}. Download it again from {model.Origin}.");
        }
    }

    private static FileStream CreateFile(string path) => new(path, FileMode.CreateNew, FileAccess.Write);

    private static void Make(string folder, Action make)
    {
        try
        {
            make();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{folder} cannot be made: {exception.Message} Choose another folder with --to.", exception);
        }
    }
}
