using System.ComponentModel.DataAnnotations;
using Iris.Server.Privacy;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>What the networks are computed by. Configuration section <c>Iris:Inference</c>.</summary>
internal sealed class InferenceOptions
{
    public const string Section = "Iris:Inference";

    /// <summary>
    /// The execution provider of ONNX Runtime. Another than <c>Cpu</c> takes another build of Iris, and the privacy invariants are not enforced
    /// in full then: docs/gpu.md.
    /// </summary>
    [EnumDataType(typeof(ExecutionProvider))]
    public ExecutionProvider Provider { get; set; }
}

[OptionsValidator]
internal sealed partial class InferenceOptionsValidator : IValidateOptions<InferenceOptions>;

/// <summary>What cannot be enforced with a provider must not be required: told before the networks are loaded, on any machine.</summary>
internal sealed class NothingRequiredIsGivenUp(IOptions<PrivacyOptions> privacy) : IValidateOptions<InferenceOptions>
{
    public ValidateOptionsResult Validate(string? name, InferenceOptions options) =>
        privacy.Value.Require == PrivacyRequirement.All && DeviceMemory.LackOf(options.Provider) is { } lack
            ? ValidateOptionsResult.Fail(
                $"{InferenceOptions.Section}:{nameof(InferenceOptions.Provider)}: with {options.Provider} not all is enforced, as "
                + $"{PrivacyOptions.Section}:{nameof(PrivacyOptions.Require)} asks: {lack}. Cpu enforces them")
            : ValidateOptionsResult.Success;
}
