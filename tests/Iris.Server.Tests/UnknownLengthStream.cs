using System.Text;

namespace Iris.Server.Tests;

/// <summary>Text whose length is not told beforehand, so that it is sent in chunks.</summary>
internal sealed class UnknownLengthStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
{
    public override bool CanSeek => false;
}
