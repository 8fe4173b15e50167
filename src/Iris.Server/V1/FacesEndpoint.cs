using Iris.Server.Admission;
using Iris.Server.Answering;
using Iris.Server.Comparison;
using Iris.Server.Reading;

namespace Iris.Server.V1;

/// <summary><c>POST /v1/faces</c>: where the faces of a picture are and how well they can be seen, not whose they are.</summary>
internal sealed class FacesEndpoint(RequestIntake intake, PictureReader reader, FaceComparer comparer)
{
    public Task HandleAsync(HttpContext context) => intake.HandleAsync(context, RequestShapes.Faces, AnswerAsync);

    private async Task AnswerAsync(HttpContext context, CompareRequest request, Capacity.Visit visit)
    {
        FaceSearch search = request.Choices.Search with { Embed = FaceSelection.None };

        using ReadPicture picture = await reader.FindFacesAsync(
            request, request.Target, search, visit, yields: true, context.RequestAborted);
        visit.EndWork();

        context.Response.ContentType = "application/json";
        var json = new JsonOutput(context.Response.BodyWriter);
        Write(json, picture);
        await json.FlushAsync(context.RequestAborted);
    }

    private void Write(JsonOutput json, in ReadPicture picture)
    {
        json.BeginObject();
        ComparisonAnswer.WriteModel(json, comparer.Models);
        json.String("outcome"u8, picture.HasFace ? "found"u8 : ComparisonAnswer.Name(picture.Outcome));
        if (picture.Faces is { } faces)
        {
            ComparisonAnswer.WriteSize(json, faces.Width, faces.Height, faces.Seen, faces.IsIncomplete);
        }

        ComparisonAnswer.WriteFaces(json, picture.Faces, picture.Faces?.Count ?? 0);
        json.EndObject();
    }
}
