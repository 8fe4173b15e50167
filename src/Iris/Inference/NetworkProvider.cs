using System.Text.RegularExpressions;
using Iris.Inference.Graphs;
using Iris.Models;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Inference;

/// <summary>All that depends on which execution provider computes the networks.</summary>
internal static partial class NetworkProvider
{
    /// <summary>Has a network computed by a provider.</summary>
    /// <param name="options">The network's options.</param>
    /// <param name="provider">The provider.</param>
    /// <exception cref="ExecutionProviderException">The ONNX Runtime that is installed lacks it, or it cannot be set up on this machine.</exception>
    public static void Use(SessionOptions options, ExecutionProvider provider)
    {
        // It is part of every session, and computes whatever operations another provider does not know.
        if (provider == ExecutionProvider.Cpu)
        {
            return;
        }

        Require(provider, OrtEnv.Instance().GetAvailableProviders());
        SetUp(options, provider);
    }

    /// <summary>Checks that a provider is one of those that are installed.</summary>
    /// <exception cref="ExecutionProviderException">It is not.</exception>
    public static void Require(ExecutionProvider provider, IEnumerable<string> installed)
    {
        if (!installed.Contains(NameOf(provider)))
        {
            throw new ExecutionProviderException(
                provider, $"the ONNX Runtime that Iris was built with lacks it; {SourceOf(provider)}. See docs/gpu.md");
        }
    }

    /// <summary>Has ONNX Runtime set a provider up: it loads the libraries that the provider needs.</summary>
    /// <exception cref="ExecutionProviderException">It cannot.</exception>
    public static void SetUp(SessionOptions options, ExecutionProvider provider)
    {
        try
        {
            Append(options, provider);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ExecutionProviderException(provider, $"it cannot be set up on this machine: {Reason(exception.Message)}", exception);
        }
    }

    /// <summary>The file of a network as a provider gets it.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="file">The network's file.</param>
    /// <param name="outputs">The outputs that are read; null for all.</param>
    /// <returns>For the processor, rewritten into the form that it computes fastest; for all others as it was delivered.</returns>
    public static byte[] Prepare(ExecutionProvider provider, byte[] file, IReadOnlyCollection<string>? outputs) =>
        provider == ExecutionProvider.Cpu ? GraphRewriter.Rewrite(file, outputs, GraphRewriter.NativeBlock) : file;

    /// <summary>What ONNX Runtime says of a failure, in one line and without the place in its sources.</summary>
    public static string Reason(string message) => OneLine.Of(Place().Replace(message.ReplaceLineEndings(" "), "").Trim().TrimEnd('.'));

    private static void Append(SessionOptions options, ExecutionProvider provider)
    {
        switch (provider)
        {
            case ExecutionProvider.Cuda:
                using (var cuda = new OrtCUDAProviderOptions())
                {
                    // Newer GPUs would multiply with 10 bits after the point in place of 23, and the thresholds were measured with 23.
                    cuda.UpdateOptions(new Dictionary<string, string> { ["use_tf32"] = "0" });
                    options.AppendExecutionProvider_CUDA(cuda);
                }

                break;
            case ExecutionProvider.OpenVino:
                options.AppendExecutionProvider("OpenVINO");
                break;
            case ExecutionProvider.CoreML:
                options.AppendExecutionProvider("CoreML");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(provider), provider, message: null);
        }
    }

    private static string NameOf(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cuda => "CUDAExecutionProvider",
        ExecutionProvider.OpenVino => "OpenVINOExecutionProvider",
        ExecutionProvider.CoreML => "CoreMLExecutionProvider",
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, message: null),
    };

    private static string SourceOf(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cuda => "the package Microsoft.ML.OnnxRuntime.Gpu.Linux or .Gpu.Windows has it",
        ExecutionProvider.OpenVino => "Intel's builds of ONNX Runtime have it, such as the package Intel.ML.OnnxRuntime.OpenVino",
        _ => "the package Microsoft.ML.OnnxRuntime has it on macOS",
    };

    // "[ErrorCode:Fail] /build/file.cc:12 Class::Function() [ONNXRuntimeError] : 1 : FAIL : Reason.", or without one of the parts.
    [GeneratedRegex(@"^(.*(\[ErrorCode:\w+\]|\[ONNXRuntimeError\] : \d+ : \w+ :))? *(/\S+:\d+ [^()]*\([^()]*\) )?")]
    private static partial Regex Place();
}
