using System.CommandLine;
using System.Globalization;
using Iris.Cli.Output;
using Iris.Cli.Pictures;
using Iris.Client;
using Spectre.Console;

namespace Iris.Cli.Commands;

/// <summary><c>iris faces</c>.</summary>
internal static class FacesCommand
{
    private const string Details = """
        Examples:
          iris faces group.jpg                            a table of the faces, the largest first
          iris faces group.jpg --thorough                 looks for small faces as well, which takes many times as long
          iris faces group.jpg --annotate marked.png      draws boxes and landmarks onto a copy
          iris faces https://example.org/group.jpg --json the answer of the server's /v1/faces

        Exit codes: 0 there are faces, 1 there are none, 2 wrong usage, 3 the picture cannot be read, 4 a bug of iris.
        """;

    private static readonly Argument<string> Picture = new("PICTURE") { Description = "A file, a URL, or - for standard input." };
    private static readonly Option<bool> Thorough = new("--thorough") { Description = "Looks for small faces as well." };
    private static readonly Option<int> MinFaceSize = new("--min-face-size") { Description = "Passes over faces that are smaller. Default: 0.", HelpName = "PIXELS" };
    private static readonly Option<string?> Annotate = new("--annotate") { Description = "Writes a copy with the faces drawn in.", HelpName = "OUT.png" };
    private static readonly Option<bool> Force = new("--force") { Description = "Lets --annotate replace a file." };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the answer of the server's /v1/faces." };
    private static readonly Option<Uri?> Server = ServerOption.Create();
    private static readonly Option<string?> Models = PackOption.Create();

    public static Command Create()
    {
        var command = new Verb("faces", "Says where the faces of a picture are and how well they can be seen, not whose they are. Nothing is kept unless --annotate asks for it.", Details) { Picture, Thorough, MinFaceSize, Annotate, Force, Json, Server, Models };
        command.Validators.Add(static result =>
        {
            if (result.GetValue(MinFaceSize) is < 0 or > ushort.MaxValue)
            {
                result.AddError("--min-face-size takes 0 to 65,535 pixels.");
            }
            else if (result.GetValue(Annotate) is { } path && !path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            {
                result.AddError("--annotate writes PNG: let the file's name end in .png.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options, CancellationToken cancellationToken)
    {
        if (options.GetValue(Annotate) is { } path && File.Exists(path) && !options.GetValue(Force))
        {
            throw new CliException($"{path} is there already: choose another name, or replace it with --force.");
        }

        NamedPicture picture = await PictureArguments.FindOneAsync(options.GetValue(Picture)!, cancellationToken);
        using var download = new PictureDownload();
        ReadOnlyMemory<byte> bytes = default;
        if (options.GetValue(Server) is null || options.GetValue(Annotate) is not null)
        {
            (bytes, Outcome? failure) = await picture.ReadAsync(download, cancellationToken);
            if (failure is { } outcome)
            {
                throw new CliException($"{picture.Name}: {Words.Of(outcome)}.");
            }

            // Read once, whoever looks at it: what was drawn on is what was looked at.
            picture = NamedPicture.OfBytes(picture.Name, bytes);
        }

        FacesAnswer answer = await FindAsync(options, picture, bytes, cancellationToken);
        if (options.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(AnswerJson.Of(answer));
        }

        if (answer.Outcome is not (Outcome.Found or Outcome.NoFace))
        {
            throw new CliException($"{picture.Name}: {Words.Of(answer.Outcome)}.");
        }

        if (options.GetValue(Annotate) is { } annotated)
        {
            AnnotatedPicture.Write(bytes.Span, answer.Faces, annotated, options.GetValue(Force));
        }

        if (!options.GetValue(Json))
        {
            Print(answer);
        }

        return answer.Faces is [] ? ExitCode.No : ExitCode.Success;
    }

    private static async Task<FacesAnswer> FindAsync(
        ParseResult options, NamedPicture picture, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (options.GetValue(Server) is { } url)
        {
            using IrisClient client = ServerOption.Connect(url);
            return await client.FindFacesAsync(
                picture.ToSource(),
                new FindFacesOptions
                {
                    Thorough = options.GetValue(Thorough) ? true : null,
                    MinFaceSize = options.GetValue(MinFaceSize) is > 0 and var size ? size : null,
                },
                cancellationToken);
        }

        using FaceComparer comparer = FaceComparer.Load(PackOption.Open(options, Models));
        var search = new FaceSearch { Embed = FaceSelection.None, Thorough = options.GetValue(Thorough), MinFaceSize = options.GetValue(MinFaceSize) };
        using PictureFaces faces = comparer.FindFaces(bytes.Span, search, cancellationToken);
        bool isRead = faces.Width > 0;
        return new FacesAnswer
        {
            Model = Answers.ModelOf(comparer.Models),
            Outcome = faces.Outcome == PictureOutcome.FaceFound ? Outcome.Found : Answers.OutcomeOf(faces.Outcome),
            Width = isRead ? faces.Width : null,
            Height = isRead ? faces.Height : null,
            FacesSeen = isRead ? faces.Seen : null,
            Faces = [.. Enumerable.Range(0, faces.Count).Select(i => Answers.FaceOf(faces[i]))],
        };
    }

    private static void Print(FacesAnswer answer)
    {
        Table table = new Table();
        foreach (string column in (string[])["Face", "Left", "Top", "Width", "Height", "Sharpness", "Brightness", "Roll", "Yaw", "Pitch", "Score"])
        {
            table.AddColumn(column, static column => column.RightAligned());
        }

        foreach ((int i, Face face) in answer.Faces.Index())
        {
            Client.FaceQuality quality = face.Quality;
            string[] cells =
            [
                Text(i + 1, "0"), Text(face.Box.X, "0"), Text(face.Box.Y, "0"), Text(face.Box.Width, "0"), Text(face.Box.Height, "0"),
                Text(quality.Sharpness, "0.00"), Text(quality.Brightness, "0.00"), Degrees(quality.Roll), Degrees(quality.Yaw),
                Degrees(quality.Pitch), Text(quality.DetectionScore, "0.00"),
            ];
            table.AddRow([.. cells.Select(static cell => new Text(cell))]);
        }

        if (answer.Faces is not [])
        {
            Terminal.Print(table);
        }

        Console.Out.WriteLine($"{Words.Count(answer.Faces.Count, "face")} in a picture of {answer.Width} × {answer.Height} pixels.");
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    // No minus before nothing.
    private static string Degrees(double? angle) => angle is null ? "" : Text(Math.Round(angle.Value) + 0, "0°");
}
