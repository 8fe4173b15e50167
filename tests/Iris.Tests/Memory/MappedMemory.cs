using System.Globalization;

namespace Iris.Tests.Memory;

/// <summary>What Linux says about memory of this process.</summary>
internal static class MappedMemory
{
    /// <summary>The flags of the mapping at an address, such as <c>lo</c> for locked and <c>dd</c> for left out of dumps; none when nothing is there.</summary>
    public static string[] FlagsAt(nint address)
    {
        bool isThere = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            // 7f0000000000-7f0000001000 rw-p 00000000 00:00 0, then its figures, the last of which is: VmFlags: rd wr mr mw me lo dd
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!fields[0].EndsWith(':'))
            {
                nint[] range = [.. fields[0].Split('-').Select(end => nint.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
                isThere = address >= range[0] && address < range[1];
            }
            else if (isThere && fields[0] == "VmFlags:")
            {
                return fields[1..];
            }
        }

        return [];
    }
}
