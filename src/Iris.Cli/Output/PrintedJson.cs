using System.Text;
using System.Text.Encodings.Web;

namespace Iris.Cli.Output;

/// <summary>How text stands in JSON that is printed.</summary>
internal static class PrintedJson
{
    /// <summary>
    /// Names are given back as they came: it is JSON, never part of a page. Where the user's locale has another encoding than UTF-8, which JSON is
    /// read as, all beyond ASCII is escaped.
    /// </summary>
    public static JavaScriptEncoder Encoder { get; } =
        Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : JavaScriptEncoder.Default;
}
