namespace Iris.Cli.Evaluation.Inputs;

/// <summary>
/// Reads pairs as comma-separated values: two pictures, whether they show the same person, and perhaps a group. A header may name the columns
/// <c>a</c>, <c>b</c>, <c>same</c> and <c>group</c>, in any order and among others; without one they stand in this order.
/// </summary>
internal static class PairsCsv
{
    private static readonly string[] Names = ["a", "b", "same", "group"];
    private static readonly string[] Yes = ["1", "true", "yes", "same"];
    private static readonly string[] No = ["0", "false", "no", "different"];

    /// <summary>Reads them.</summary>
    /// <exception cref="CliException">A line is malformed.</exception>
    public static LabelledPictures Read(TextReader reader, PairListBuilder pairs)
    {
        var csv = new CsvReader(reader);
        int[]? columns = null;
        int width = 0;
        while (csv.Read() is { } fields)
        {
            if (columns is null)
            {
                (columns, bool isHeader) = ColumnsOf(fields, csv.Line, pairs);
                width = fields.Count;
                if (isHeader)
                {
                    continue;
                }
            }

            if (fields.Count != width)
            {
                throw pairs.Wrong(csv.Line, FormattableString.Invariant($"it has {fields.Count} fields where the first line has {width}: a field with a comma stands in quotation marks"));
            }

            string? group = columns[3] < 0 ? null : fields[columns[3]];
            pairs.Add(csv.Line, fields[columns[0]], fields[columns[1]], IsSame(fields[columns[2]], csv.Line, pairs), group: group);
        }

        return csv.Fault is { } fault ? throw pairs.Wrong(csv.Line, fault) : pairs.Build(InputKind.Csv, hasSets: false);
    }

    private static (int[] Columns, bool IsHeader) ColumnsOf(List<string> first, int line, PairListBuilder pairs)
    {
        int[] named = [.. Names.Select(name => first.FindIndex(field => field.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)))];
        if (named is [>= 0, >= 0, >= 0, _])
        {
            return (named, true);
        }

        return first.Count is 3 or 4
            ? ([0, 1, 2, first.Count == 4 ? 3 : -1], false)
            : throw pairs.Wrong(line, "it should have three fields, ‘a.jpg,b.jpg,1’, or four, the last a group; or be a header with a, b and same");
    }

    private static bool IsSame(string text, int line, PairListBuilder pairs)
    {
        string word = text.Trim();
        return Yes.Contains(word, StringComparer.OrdinalIgnoreCase) || (No.Contains(word, StringComparer.OrdinalIgnoreCase)
            ? false
            : throw pairs.Wrong(line, $"‘{word}’ does not say whether it is the same person: write 1 or 0; a header names its columns a, b, same and group"));
    }
}
