namespace Iris.Cli.Tests;

/// <summary>A folder of pictures, removed with its test.</summary>
internal sealed class PictureFolder : IDisposable
{
    public const string Salley = "johns/John_Salley/000179_02159509.jpg";
    public const string SalleyAgain = "johns/John_Salley/000183_02159543.jpg";
    public const string SalleyOnceMore = "johns/John_Salley/000186_02159346.jpg";
    public const string Savage = "johns/John_Savage/000264_01099001.jpg";
    public const string Dogs = "groups/dogs.jpg";
    public const string Group = "groups/2007_007763.jpg";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-cli-tests-");

    /// <summary>The folder's full path.</summary>
    public string Path => _folder.FullName;

    /// <summary>Where a file of a name is.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file, with the folders that it is in.</summary>
    /// <returns>Its path.</returns>
    public string Add(string name, byte[] bytes)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew);
        file.Write(bytes);
        return path;
    }

    /// <summary>Copies a picture that the tests have.</summary>
    /// <returns>Its path.</returns>
    public string Add(string name, string picture) => Add(name, TestPictures.Read(picture));

    /// <summary>Writes the first part of a picture that the tests have.</summary>
    /// <param name="name">What the file is called.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="percent">How much of it: of a portrait in a JPEG the face is found in 85 %, and not in 60 %.</param>
    /// <returns>Its path.</returns>
    public string AddCutShort(string name, string picture, int percent)
    {
        byte[] file = TestPictures.Read(picture);
        return Add(name, file[..(file.Length * percent / 100)]);
    }

    /// <summary>What is in the folder and below it.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Path, file));

    public void Dispose() => _folder.Delete(recursive: true);
}
