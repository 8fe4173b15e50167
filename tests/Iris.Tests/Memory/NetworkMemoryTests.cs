using Iris.Inference;
using Iris.Memory;
using Iris.Models;
using Iris.Testing;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Tests.Memory;

public sealed unsafe class NetworkMemoryTests
{
    [Fact]
    public void What_a_network_computes_is_where_sensitive_buffers_are()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere sensitive buffers are on the heap.");
        TensorLayout layout = PackLayouts.Of(ModelRole.Embedder).Input;
        using var options = new SessionOptions { EnableCpuMemArena = false };
        using InferenceSession session = NetworkMemory.Load(Engine.Pack.ReadVerified(ModelRole.Embedder), options, new("embedder.onnx"));
        using var input = OrtValue.CreateTensorValueFromMemory(
            new float[layout.Length], [1, .. layout.Shape.Select(side => (long)side)]);
        using var run = new RunOptions();

        // Nobody provides memory for the output: ONNX Runtime takes it from where it takes that of all tensors in between.
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            session.Run(run, session.InputNames, [input], session.OutputNames);

        fixed (float* start = outputs[0].GetTensorDataAsSpan<float>())
        {
            string[] flags = MappedMemory.FlagsAt((nint)start);
            Assert.Contains("dd", flags);
            Assert.True(flags.Contains("lo") || SensitiveMemory.Protection.Refusal != LockRefusal.None);
        }
    }
}
