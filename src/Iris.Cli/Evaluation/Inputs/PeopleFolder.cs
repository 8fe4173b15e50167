using Iris.Cli.Pictures;

namespace Iris.Cli.Evaluation.Inputs;

/// <summary>Reads a folder that has a folder for each person, with pictures of that person in it: <c>name/*.jpg</c>.</summary>
internal static class PeopleFolder
{
    /// <summary>Finds the pictures.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="CliException">There is no such folder, or no person in it.</exception>
    public static LabelledPictures Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException($"There is no folder {folder}.");
        }

        var (files, people) = (new List<string>(), new List<int>());
        int person = 0;
        foreach (string of in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string[] pictures = [.. PictureArguments.FilesBelow(of).Order(StringComparer.Ordinal)];
            files.AddRange(pictures);
            people.AddRange(Enumerable.Repeat(person, pictures.Length));
            person += pictures.Length > 0 ? 1 : 0;
        }

        if (files.Count == 0)
        {
            throw new CliException($"There is nobody in {folder}: it should have a folder for each person, with pictures of that person in it.");
        }

        return files.Count > LabelledPictures.Most
            ? throw new CliException(FormattableString.Invariant($"{folder} has more than {LabelledPictures.Most:#,0} pictures: evaluate a part of them."))
            : new(InputKind.People, files, people, Stray: PictureArguments.FilesBelow(folder).Count() - files.Count);
    }
}
