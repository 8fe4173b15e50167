using System.Globalization;
using System.Text;

namespace Iris.Models;

/// <summary>Text of a file that somebody else made, as a part of a message: one line, bounded, and nothing that a terminal obeys.</summary>
internal static class OneLine
{
    // Two digests and a sentence fit well.
    private const int MaxLength = 400;

    /// <summary>The text with spaces for line ends and question marks for what is not to be shown, cut where it is too long.</summary>
    public static string Of(string text)
    {
        var line = new StringBuilder();
        foreach (Rune rune in text.ReplaceLineEndings(" ").EnumerateRunes())
        {
            if (line.Length >= MaxLength)
            {
                return line.Append('…').ToString();
            }

            line.Append(IsShown(rune) ? rune.ToString() : "?");
        }

        return line.ToString();
    }

    /// <summary>Whether a character is to be shown: format characters turn the direction of what follows.</summary>
    public static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
