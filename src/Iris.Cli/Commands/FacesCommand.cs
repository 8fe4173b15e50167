using System.CommandLine;
using Iris.Cli.Output;
using Iris.Cli.Pictures;
using Iris.Client;

namespace Iris.Cli.Commands;

/// <summary><c>iris faces</c>.</summary>
internal static class FacesCommand
{
    private const string Details = """
        Examples:
          iris faces group.jpg
              a table of the faces, the largest first
          iris faces group.jpg --thorough
              looks for small faces as well, which takes many times as long
          iris faces group.jpg --annotate marked.png
              draws boxes and landmarks onto a copy
          iris faces https://example.org/group.jpg --json
              the answer of the server's /v1/faces

        Exit codes: 0 there are faces, 1 there are none, 2 wrong usage, 3 the picture
        cannot be read or the copy not be written, 4 a bug of iris.
        """;

    private static readonly Argument<string> Picture = new("PICTURE") { Description = "A file, a URL, or - for standard input." };
    private static readonly Option<bool> Thorough = new("--thorough") { Description = "Looks for small faces as well." };
    private static readonly Option<int?> MinFaceSize = NumberOption.MinFaceSize();

    private static readonly Option<string?> Annotate = new("--annotate")
    {
        Description = "Writes a copy with the faces drawn in. It does not replace a file.",
        HelpName = "OUT.png",
        Validators =
        {
            static result =>
            {
                if (result.GetValueOrDefault<string>()?.EndsWith(AnnotatedPicture.Ending, StringComparison.OrdinalIgnoreCase) == false)
                {
                    result.AddError($"--annotate writes PNG: let the file's name end in {AnnotatedPicture.Ending}.");
                }
            },
        },
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints the answer of the server's /v1/faces." };
    private static readonly Option<Uri?> Server = ServerOption.Create();
    private static readonly Option<string?> Models = PackOption.Create();

    public static Command Create()
    {
        var command = new Verb(
            "faces",
            "Says where the faces of a picture are and how well they can be seen. It does not say whose they are. Nothing is kept but what --annotate asks for.",
            Details)
        {
            Picture, Thorough, MinFaceSize, Annotate, Json, Server, Models,
        };
        command.SetWork(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options, CancellationToken cancellationToken)
    {
        string? annotated = options.GetValue(Annotate);
        if (File.Exists(annotated))
        {
            throw AnnotatedPicture.IsThereAlready(annotated);
        }

        NamedPicture picture = PictureArguments.FindOne(options.GetValue(Picture)!);
        bool isSent = options.GetValue(Server) is not null;

        // What is drawn on is what was looked at: a URL is not fetched by the server then.
        using PictureContent? content = isSent && picture.Url is not null && annotated is null ? null : await picture.ReadAsync(cancellationToken);
        if (content?.Failure is { } failure)
        {
            throw new CliException($"{picture.Name}: {Words.Explain(failure)}.");
        }

        FacesAnswer answer = isSent
            ? await FindRemotelyAsync(options, content is null ? PictureSource.FromUrl(picture.Url!) : PictureSource.FromBytes(content.Bytes), cancellationToken)
            : FindHere(options, content!.Bytes.Span, cancellationToken);
        bool isRead = answer.Outcome is Outcome.Found or Outcome.NoFace;
        if (isRead && annotated is not null)
        {
            AnnotatedPicture.Write(content!.Bytes.Span, answer.Faces, annotated, PictureLimits.Default);
        }

        if (options.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(AnswerJson.Of(answer));
        }
        else if (isRead)
        {
            FacesTable.Print(answer);
        }

        return !isRead ? throw new CliException($"{picture.Name}: {Words.Explain(answer.Outcome)}.") : answer.Faces is [] ? ExitCode.No : ExitCode.Success;
    }

    private static async Task<FacesAnswer> FindRemotelyAsync(ParseResult options, PictureSource picture, CancellationToken cancellationToken)
    {
        using IrisClient client = ServerOption.Connect(options.GetValue(Server)!);
        return await client.FindFacesAsync(
            picture, new FindFacesOptions { Thorough = options.GetValue(Thorough), MinFaceSize = options.GetValue(MinFaceSize) }, cancellationToken);
    }

    private static FacesAnswer FindHere(ParseResult options, ReadOnlySpan<byte> picture, CancellationToken cancellationToken)
    {
        using FaceComparer comparer = FaceComparer.Load(PackOption.Open(options, Models));
        var search = new FaceSearch { Embed = FaceSelection.None, Thorough = options.GetValue(Thorough), MinFaceSize = options.GetValue(MinFaceSize) ?? 0 };
        using PictureFaces faces = comparer.FindFaces(picture, search, cancellationToken);
        bool isRead = faces.Width > 0;
        return new FacesAnswer
        {
            Model = Answers.ModelOf(comparer.Models),
            Outcome = faces.Outcome == PictureOutcome.FaceFound ? Outcome.Found : Answers.OutcomeOf(faces.Outcome),
            Width = isRead ? faces.Width : null,
            Height = isRead ? faces.Height : null,
            FacesSeen = isRead ? faces.Seen : null,
            Incomplete = faces.IsIncomplete,
            Faces = [.. Enumerable.Range(0, faces.Count).Select(i => Answers.FaceOf(faces[i]))],
        };
    }
}
