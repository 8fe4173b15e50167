using System.Text.Json;

namespace Iris.Privacy.Tests;

/// <summary>How the program is compiled, where privacy depends on it.</summary>
public sealed class CompilationTests
{
    [Fact]
    public void Nothing_is_compiled_quickly_first()
    {
        // Unoptimised code keeps vectors on the stack, where pieces of embeddings were found after the answer.
        using var settings = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Iris.Server.runtimeconfig.json")));

        JsonElement properties = settings.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");
        Assert.False(properties.GetProperty("System.Runtime.TieredCompilation.QuickJit").GetBoolean());
    }
}
