using System.Text;

namespace Iris.Cli.Evaluation.Inputs;

/// <summary>Reads a list of pairs: LFW's <c>pairs.txt</c>, or comma-separated values.</summary>
internal static class PairsFile
{
    // Neither a byte of another encoding nor a file of another kind is passed over.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a list. One whose first line has a comma is of comma-separated values.</summary>
    /// <param name="file">The list.</param>
    /// <param name="images">The folder that its pictures lie in.</param>
    /// <exception cref="CliException">It cannot be used.</exception>
    public static LabelledPictures Read(string file, string images)
    {
        if (!File.Exists(file))
        {
            throw new CliException($"There is no file {file}.");
        }

        if (!Directory.Exists(images))
        {
            throw new CliException($"There is no folder {images}.");
        }

        try
        {
            var pairs = new PairListBuilder(file, images);
            using var reader = new StreamReader(file, Utf8);
            return IsCsv(file) ? PairsCsv.Read(reader, pairs) : LfwPairs.Read(reader, pairs);
        }
        catch (DecoderFallbackException)
        {
            throw new CliException($"{file} is not text in UTF-8: save it as that.");
        }
    }

    private static bool IsCsv(string file)
    {
        const int enough = 4096;
        using var reader = new StreamReader(file, Utf8);
        char[] start = new char[enough];
        ReadOnlySpan<char> text = start.AsSpan(0, reader.ReadBlock(start)).TrimStart("\r\n");
        int end = text.IndexOfAny('\r', '\n');
        return (end < 0 ? text : text[..end]).Contains(',');
    }
}
