using System.Globalization;
using Iris.Client;
using Spectre.Console;

namespace Iris.Cli.Output;

/// <summary>The faces of a picture as a table for people.</summary>
internal static class FacesTable
{
    private static readonly string[] Columns = ["Face", "Left", "Top", "Width", "Height", "Sharp", "Bright", "Roll", "Yaw", "Pitch", "Score"];

    public static void Print(FacesAnswer answer)
    {
        if (answer.Faces is not [])
        {
            Terminal.Print(Of(answer.Faces));
        }

        Console.Out.WriteLine($"{Words.Count(answer.Faces.Count, "face")} in a picture of {answer.Width} × {answer.Height} pixels.");
        if (answer.Incomplete)
        {
            Console.Out.WriteLine("The file is cut short: a part of the picture is missing.");
        }
    }

    private static Table Of(IReadOnlyList<Face> faces)
    {
        Table table = Terminal.TableOf([.. Columns.Select(static name => (name, IsNumber: true))]);
        foreach ((int i, Face face) in faces.Index())
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

        return table;
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    // No minus before nothing.
    private static string Degrees(double? angle) => angle is null ? "" : Text(Math.Round(angle.Value) + 0, "0°");
}
