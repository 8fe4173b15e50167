using System.Text;
using CsCheck;
using Iris.Cli.Evaluation.Inputs;

namespace Iris.Cli.Tests.Evaluation;

public sealed class CsvReaderTests
{
    private static readonly Gen<string> Fields = Gen.String[Gen.Char["ab ,\"\r\n\tß"], 0, 6];

    [Theory]
    [InlineData("a,b,1", "a|b|1")]
    [InlineData("a,b,1\n", "a|b|1")]
    [InlineData("a,b\r\nc,d\r\n", "a|b", "c|d")]
    [InlineData("a,b\rc,d", "a|b", "c|d")]
    [InlineData("\n\na,b\n\n\nc,d\n\n", "a|b", "c|d")]
    [InlineData("\"a,b\",c", "a,b|c")]
    [InlineData("\"a \"\"b\"\"\",\"\"", "a \"b\"|")]
    [InlineData("\"a\nb\",c", "a\nb|c")]
    [InlineData(",", "|")]
    [InlineData(" a , b ", " a | b ")]
    [InlineData("")]
    [InlineData("\n")]
    public void Fields_are_read_by_RFC_4180(string text, params string[] records)
    {
        var csv = new CsvReader(new StringReader(text));

        Assert.Equal(records, ReadAll(csv).Select(static record => string.Join('|', record.Fields)));
        Assert.Null(csv.Fault);
    }

    [Theory]
    [InlineData("a\"b,c", 1, "a quotation mark stands within a field")]
    [InlineData("a,b\n\"c\"d,e", 2, "goes on after its closing quotation mark")]
    [InlineData("a,b\n\nc,\"d\ne", 3, "does not end")]
    public void What_is_no_csv_is_told_with_the_line_on_which_the_record_began(string text, int line, string fault)
    {
        var csv = new CsvReader(new StringReader(text));
        ReadAll(csv);

        Assert.Equal(line, csv.Line);
        Assert.Contains(fault, csv.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_written_by_RFC_4180_is_read_again_with_its_lines() => Gen.Select(Fields.List[1, 4].List[1, 5], Gen.Bool, Gen.Bool).Sample((records, quotes, crlf) =>
    {
        // A record of one empty field is an empty line, which is passed over.
        List<string>[] kept = [.. records.Where(record => quotes || record is not [""])];
        var text = new StringBuilder();
        var lines = new List<int>();
        foreach (List<string> record in records)
        {
            lines.Add(1 + LinesIn(text.ToString()));
            text.AppendJoin(',', record.Select(field => Write(field, quotes))).Append(crlf ? "\r\n" : "\n");
        }

        List<(int Line, List<string> Fields)> read = ReadAll(new CsvReader(new StringReader(text.ToString())));

        Assert.Equal(kept, read.Select(static record => record.Fields));
        Assert.Equal(records.Zip(lines).Where(pair => quotes || pair.First is not [""]).Select(static pair => pair.Second), read.Select(static record => record.Line));
    });

    [Fact]
    public void A_field_or_a_record_without_end_is_refused_before_it_fills_memory()
    {
        var field = new CsvReader(new StringReader(new string('a', 40_000)));
        var record = new CsvReader(new StringReader(new string(',', 200)));

        Assert.Empty(ReadAll(field));
        Assert.Empty(ReadAll(record));
        Assert.Contains("too long", field.Fault, StringComparison.Ordinal);
        Assert.Contains("too many fields", record.Fault, StringComparison.Ordinal);
    }

    private static string Write(string field, bool always) =>
        always || field.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static int LinesIn(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Count(static character => character is '\r' or '\n');

    private static List<(int Line, List<string> Fields)> ReadAll(CsvReader csv)
    {
        var records = new List<(int, List<string>)>();
        while (csv.Read() is { } fields)
        {
            records.Add((csv.Line, fields));
        }

        return records;
    }
}
