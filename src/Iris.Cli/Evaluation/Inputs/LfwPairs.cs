using System.Globalization;

namespace Iris.Cli.Evaluation.Inputs;

/// <summary>
/// Reads the pairs of Labeled Faces in the Wild: a line with the number of sets and of pairs of either kind in each, then for each set the pairs
/// of the same person, <c>name n1 n2</c>, and those of different people, <c>name1 n1 name2 n2</c>. A picture is
/// <c>name/name_0001.jpg</c>. With one number in the first line there is one set.
/// </summary>
internal static class LfwPairs
{
    /// <summary>Reads them.</summary>
    /// <exception cref="CliException">A line is malformed, or there are too few or too many.</exception>
    public static LabelledPictures Read(TextReader reader, PairListBuilder pairs)
    {
        (int sets, int ofEither, int line) = ReadHeader(reader, pairs);
        for (int pair = 0; pair < sets * ofEither * 2L; pair++)
        {
            string[] fields = ReadFields(reader, ref line)
                ?? throw pairs.Wrong(line, FormattableString.Invariant($"the file ends after {pair} of the {sets * ofEither * 2L} pairs that its first line announces"));
            int set = pair / (ofEither * 2);
            if (pair % (ofEither * 2) < ofEither)
            {
                AddSame(pairs, line, fields, set);
            }
            else
            {
                AddDifferent(pairs, line, fields, set);
            }
        }

        return ReadFields(reader, ref line) is null
            ? pairs.Build(InputKind.Lfw, hasSets: sets > 1)
            : throw pairs.Wrong(line, "there are more pairs than the first line announces");
    }

    private static (int Sets, int OfEither, int Line) ReadHeader(TextReader reader, PairListBuilder pairs)
    {
        const int mostSets = byte.MaxValue;
        int line = 0;
        int[] numbers = [.. (ReadFields(reader, ref line) ?? []).Select(static field =>
            int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : 0)];
        return numbers switch
        {
            [var ofEither] when ofEither is > 0 and <= int.MaxValue / 2 => (1, ofEither, line),
            [var sets, var ofEither] when sets is > 0 and <= mostSets && ofEither is > 0 and <= int.MaxValue / 2 => (sets, ofEither, line),
            _ => throw pairs.Wrong(
                Math.Max(line, 1),
                "a list of pairs begins with the number of sets and of pairs of either kind in each, such as ‘10 300’, or is of comma-separated values, such as ‘a.jpg,b.jpg,1’"),
        };
    }

    private static void AddSame(PairListBuilder pairs, int line, string[] fields, int set)
    {
        if (fields is not [var name, var one, var other])
        {
            throw pairs.Wrong(line, "a pair of the same person is wanted here, ‘name 1 2’");
        }

        pairs.Add(line, PictureOf(pairs, line, name, one), PictureOf(pairs, line, name, other), isSame: true, set);
    }

    private static void AddDifferent(PairListBuilder pairs, int line, string[] fields, int set)
    {
        if (fields is not [var name, var one, var otherName, var other])
        {
            throw pairs.Wrong(line, "a pair of different people is wanted here, ‘name1 1 name2 2’");
        }

        pairs.Add(line, PictureOf(pairs, line, name, one), PictureOf(pairs, line, otherName, other), isSame: false, set);
    }

    private static string PictureOf(PairListBuilder pairs, int line, string name, string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            ? string.Create(CultureInfo.InvariantCulture, $"{name}/{name}_{n:0000}.jpg")
            : throw pairs.Wrong(line, $"‘{number}’ is no number of a picture");

    private static string[]? ReadFields(TextReader reader, ref int line)
    {
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text))
            {
                // Names of people have spaces where fields are separated by tabs.
                return text.Contains('\t', StringComparison.Ordinal)
                    ? text.Split('\t', StringSplitOptions.TrimEntries)
                    : text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            }
        }

        return null;
    }
}
