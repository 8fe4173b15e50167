namespace Iris.Server.Settings;

/// <summary>How near two names are.</summary>
internal static class Spelling
{
    /// <summary>The distance at which one name may well be meant by another.</summary>
    public const int Near = 6;

    /// <summary>How many letters have to be put in, taken out or replaced to make one name the other (Levenshtein). Case does not count.</summary>
    public static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = diagonal + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
