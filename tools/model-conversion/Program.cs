using Iris.ModelConversion;

const int Equal = 0, Different = 1, Usage = 2, Input = 3;

if (args is not [string packages, string output])
{
    await Console.Error.WriteLineAsync("Usage: Iris.ModelConversion FOLDER_WITH_TARBALLS OUT. tools/model-conversion/README.md says more.");
    return Usage;
}

try
{
    // All of them before the first is written: what cannot be made leaves nothing behind.
    ConvertedModel[] models = [.. DefaultPack.Convert(packages)];
    Directory.CreateDirectory(output);
    bool allEqual = true;
    foreach (ConvertedModel model in models)
    {
        await using (var file = new FileStream(Path.Combine(output, model.File), FileMode.Create))
        {
            await file.WriteAsync(model.Content);
        }

        bool isEqual = model.Digest == ManifestDigests.Of(model.File);
        Console.WriteLine($"{model.Digest}  {model.File}  {(isEqual ? "equal to the manifest" : "DIFFERENT from the manifest")}");
        allEqual &= isEqual;
    }

    return allEqual ? Equal : Different;
}
catch (Exception exception) when (exception is ConversionException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(exception.Message.ReplaceLineEndings(" "));
    return Input;
}
