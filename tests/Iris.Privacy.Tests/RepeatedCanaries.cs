using System.Security.Cryptography;
using System.Text;

namespace Iris.Privacy.Tests;

/// <summary>Values of any length that repeat bytes which occur nowhere else: even a small piece of one is found.</summary>
internal sealed class RepeatedCanaries
{
    private readonly string _name = Unique("name");
    private readonly string _url = Unique("url");
    private readonly string _query = Unique("query");
    private readonly string _header = Unique("header");

    public RepeatedCanaries()
    {
        foreach (string canary in (string[])[_name, _url, _query, _header])
        {
            Traces[canary] = Encoding.UTF8.GetBytes(canary);
            Traces[canary + " in UTF-16"] = Encoding.Unicode.GetBytes(canary);
        }
    }

    /// <summary>What the values are made of.</summary>
    public Dictionary<string, byte[]> Traces { get; } = [];

    public string Name(int length) => Repeat(_name, length);

    public string Url(int length) => Repeat(_url, length);

    public string Query(int length) => Repeat(_query, length);

    public string Header(int length) => Repeat(_header, length);

    private static string Unique(string part) => part + Convert.ToHexString(RandomNumberGenerator.GetBytes(9));

    private static string Repeat(string canary, int length) =>
        new StringBuilder().Insert(0, canary, (length / canary.Length) + 1).ToString(0, length);
}
