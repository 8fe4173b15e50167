using System.Text;
using Iris.Cli.Evaluation.Inputs;

namespace Iris.Cli.Tests.Evaluation;

public sealed class InputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_of_people_has_a_folder_for_each_with_pictures_in_it()
    {
        foreach (string name in (string[])["b/2.jpg", "b/1.JPG", "a/x.png", "a/deeper/y.webp", "a/notes.txt", "c/readme.md", "stray.jpg"])
        {
            _folder.Write(name, [1]);
        }

        LabelledPictures found = PeopleFolder.Read(_folder.Path);

        Assert.Equal(["a/deeper/y.webp", "a/x.png", "b/1.JPG", "b/2.jpg"], found.Files.Select(Relative));
        Assert.Equal([0, 0, 1, 1], found.People);
        Assert.Equal((InputKind.People, 1), (found.Kind, found.Stray));
        Assert.Null(found.Pairs);
    }

    [Fact]
    public void Pairs_of_LFW_are_read_by_sets()
    {
        LabelledPictures found = Read("2\t2\nAnna\t1\t2\nBo_Li\t1\t3\nAnna\t1\tBo_Li\t1\nAnna\t2\tCy\t1\nDee\t1\t2\nDee\t1\t3\nDee\t1\tEd\t4\nEd\t4\tFay\t1\n");

        Assert.Equal(
            ["Anna/Anna_0001.jpg", "Anna/Anna_0002.jpg", "Bo_Li/Bo_Li_0001.jpg", "Bo_Li/Bo_Li_0003.jpg", "Cy/Cy_0001.jpg", "Dee/Dee_0001.jpg",
                "Dee/Dee_0002.jpg", "Dee/Dee_0003.jpg", "Ed/Ed_0004.jpg", "Fay/Fay_0001.jpg"],
            found.Files.Select(Relative));
        Assert.Equal([0, 0, 1, 1, 2, 3, 3, 3, 4, 5], found.People);
        PairList pairs = found.Pairs!;
        Assert.Equal([0, 2, 0, 1, 5, 5, 5, 8], pairs.One);
        Assert.Equal([1, 3, 2, 4, 6, 7, 8, 9], pairs.Other);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9], pairs.Lines);
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], pairs.Sets!);
    }

    [Theory]
    [InlineData("1\nAnna 1 2\nAnna 1 Bo 1\n")]
    [InlineData("1 1\r\n\r\nAnna  1  2\r\nAnna 1 Bo 1\r\n")]
    public void One_set_of_LFW_is_no_fold(string text)
    {
        LabelledPictures found = Read(text);

        Assert.Equal((InputKind.Lfw, 2), (found.Kind, found.Pairs!.Count));
        Assert.Null(found.Pairs.Sets);
    }

    [Theory]
    [InlineData("", 1, "begins with the number of sets")]
    [InlineData("ten 300\n", 1, "begins with the number of sets")]
    [InlineData("0 300\n", 1, "begins with the number of sets")]
    [InlineData("10 -3\n", 1, "begins with the number of sets")]
    [InlineData("300 1\n", 1, "begins with the number of sets")]
    [InlineData("1 99999999999\n", 1, "begins with the number of sets")]
    [InlineData("1 1\nAnna 1 Bo 1\nAnna 1 Bo 1\n", 2, "a pair of the same person is wanted here")]
    [InlineData("1 1\nAnna 1 2\n\nAnna 1 2\n", 4, "a pair of different people is wanted here")]
    [InlineData("1 1\nAnna 1 x\nAnna 1 Bo 1\n", 2, "‘x’ is no number of a picture")]
    [InlineData("1 1\nAnna 1 2\n", 2, "the file ends after 1 of the 2 pairs")]
    [InlineData("1 1\nAnna 1 2\nAnna 1 Bo 1\nAnna 1 Cy 1\n", 4, "more pairs than the first line announces")]
    [InlineData("1 1\nAnna 1 1\nAnna 1 Bo 1\n", 2, "is paired with itself")]
    [InlineData("1 1\nAnna 1 2\nAnna 1 Anna 2\n", 3, "by other lines they show the same one")]
    [InlineData("1 1\n.. 1 2\nAnna 1 Bo 1\n", 2, "is not in")]
    public void A_malformed_list_of_LFW_is_told_with_its_line(string text, int line, string reason) => AssertRefused(text, line, reason);

    [Theory]
    [InlineData("x.jpg,y.jpg,1\nx.jpg,z.jpg,0\n")]
    [InlineData("a,b,same\nx.jpg,y.jpg,true\nx.jpg,z.jpg,No\n")]
    [InlineData("id,same,B,A\n1,same,y.jpg,x.jpg\n2,different,z.jpg,./x.jpg\n")]
    [InlineData("\uFEFFa,b,same\r\n\"x.jpg\",y.jpg, 1 \r\nx.jpg,z.jpg,0")]
    public void Pairs_of_a_csv_are_read_with_or_without_a_header(string text)
    {
        LabelledPictures found = Read(text);

        Assert.Equal(["x.jpg", "y.jpg", "z.jpg"], found.Files.Select(Relative));
        Assert.Equal([0, 0, 1], found.People);
        Assert.Equal((InputKind.Csv, 2, 0), (found.Kind, found.Pairs!.Count, found.Pairs.Repeated));
        Assert.Equal([0, 0], found.Pairs.One);
        Assert.Equal([1, 2], found.Pairs.Other);
        Assert.Null(found.Pairs.Groups);
    }

    [Fact]
    public void A_csv_may_have_groups()
    {
        PairList pairs = Read("x,y,1,women\nx,z,0,men\ny,z,0,\nx,w,0,women\n").Pairs!;

        Assert.Equal(["women", "men", "(none)"], pairs.GroupNames);
        Assert.Equal([0, 1, 2, 0], pairs.Groups!);
    }

    [Theory]
    [InlineData("a,b,0\nc,a,1\nb,d,1\ne,a,0\nf,c,1\n", 0, 1, 0, 1, 2, 0)]
    [InlineData("a,b,1\na,c,1\nd,b,1\ne,d,0\nc,e,0\n", 0, 0, 0, 0, 1)]
    [InlineData("a,b,1\nc,d,1\ne,f,1\nb,d,1\nd,f,1\n", 0, 0, 0, 0, 0, 0)]
    public void People_are_found_out_from_which_pictures_are_of_the_same_person(string text, params int[] people) => Assert.Equal(people, Read(text).People);

    [Fact]
    public void A_pair_that_is_named_again_counts_once()
    {
        PairList pairs = Read("a,b,1\nb,a,1\na,c,0\na,b,1\n").Pairs!;

        Assert.Equal([1, 3], pairs.Lines);
        Assert.Equal(2, pairs.Repeated);
    }

    [Theory]
    [InlineData("a,b\n", 1, "it should have three fields")]
    [InlineData("a,b,1\na,c\n", 2, "it has 2 fields where the first line has 3")]
    [InlineData("a,b,1\n\n\na,c,maybe\n", 4, "‘maybe’ does not say whether it is the same person")]
    [InlineData("left,right,label\na,b,1\n", 1, "a header names its columns a, b, same and group")]
    [InlineData("a,b,1\na,,0\n", 2, "a picture has no name")]
    [InlineData("a,b,1\nb,b,1\n", 2, "b is paired with itself")]
    [InlineData("a,b,1\na,./b,0\n", 2, "by other lines they show the same one")]
    [InlineData("a,b,1\nb,c,1\na,c,0\n", 3, "by other lines they show the same one")]
    [InlineData("a,b,1\na,../c,0\n", 2, "../c is not in")]
    [InlineData("a,b,1\na,/etc/passwd,0\n", 2, "/etc/passwd is not in")]
    [InlineData("a,b,1\na,\"c,0\n", 2, "does not end")]
    [InlineData("a,b,1,x\na,c,0,\"x\ny\"\n", 2, "a group's name")]
    public void A_malformed_csv_is_told_with_its_line(string text, int line, string reason) => AssertRefused(text, line, reason);

    [Fact]
    public void A_last_column_that_is_none_of_groups_is_told()
    {
        string text = string.Concat(Enumerable.Range(0, 101).Select(static i => $"a,b{i},0,{i}\n"));

        AssertRefused(text, 101, "more than 100 groups");
    }

    [Theory]
    [InlineData("a,b,same\n")]
    [InlineData("a,b,same,group\r\n\r\n")]
    public void A_list_without_pairs_is_told(string text) =>
        Assert.Contains("has no pairs", Assert.Throws<CliException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_text_is_told()
    {
        _folder.Write("pairs", [.. "a,b,1\n"u8, 0xFF, 0xFE]);

        Assert.Contains("not text in UTF-8", Assert.Throws<CliException>(() => PairsFile.Read(_folder.File("pairs"), _folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_half_a_million_pairs_is_read()
    {
        const int pairs = 500_000;
        var text = new StringBuilder("a,b,same,group\n");
        for (int i = 0; i < pairs; i++)
        {
            text.Append('p').Append(i % 700).Append(".jpg,q").Append(i / 700).Append(".jpg,0,").Append(i % 3).Append('\n');
        }

        LabelledPictures found = Read(text.ToString());

        Assert.Equal((pairs, 0, 700 + 715), (found.Pairs!.Count, found.Pairs.Repeated, found.Files.Count));
        Assert.Equal(pairs + 1, found.Pairs.Lines[^1]);
    }

    private void AssertRefused(string text, int line, string reason)
    {
        string message = Assert.Throws<CliException>(() => Read(text)).Message;

        Assert.StartsWith(FormattableString.Invariant($"{_folder.File("pairs")}, line {line}: "), message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private LabelledPictures Read(string text) => PairsFile.Read(_folder.Write("pairs", text), _folder.Path);

    private string Relative(string path) => Path.GetRelativePath(_folder.Path, path);
}
