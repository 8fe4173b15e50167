namespace Iris.Client.Tests;

/// <summary>Pictures that the tests compare.</summary>
internal static class Faces
{
    public const string Salley = "johns/John_Salley/000179_02159509.jpg";
    public const string SalleyAgain = "johns/John_Salley/000183_02159543.jpg";
    public const string Savage = "johns/John_Savage/000264_01099001.jpg";
    public const string Group = "groups/bald_guys.jpg";
    public const string Dogs = "groups/dogs.jpg";

    public static PictureSource Bytes(string picture) => PictureSource.FromBytes(Pictures.Read(picture));

    /// <summary>The first part of a picture's file, with enough of it for a face to be found.</summary>
    public static PictureSource CutShort(string picture)
    {
        byte[] file = Pictures.Read(picture);
        return PictureSource.FromBytes(file.AsMemory(0, file.Length * 85 / 100));
    }

    public static PictureSource File(string picture) => PictureSource.FromFile(Pictures.PathOf(picture));

    public static Candidate Candidate(string name, string picture) => new(name, Bytes(picture));

    public static Candidate[] Johns() => [.. Pictures.Johns.Select(static john => new Candidate(john, File(john)))];
}
