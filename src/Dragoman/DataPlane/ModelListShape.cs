using Dragoman.Core.Models;
using Dragoman.Dialects.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>How the models are told to the clients of one protocol.</summary>
/// <param name="WritePage">Writes a page of the list.</param>
/// <param name="WriteOne">Writes one model.</param>
internal sealed record ModelListShape(Action<ModelPage, ByteWriter> WritePage, Action<ListedModel, ByteWriter> WriteOne)
{
    private static readonly ModelListShape Messages = new(ModelListWriter.WritePage, ModelListWriter.WriteModel);
    private static readonly ModelListShape OpenAi = new(OpenAiModelList.Write, OpenAiModelList.Write);
    private static readonly ModelListShape Gemini = new(GeminiModelList.Write, GeminiModelList.Write);
    private static readonly ModelListShape Bedrock = new(InferenceProfileList.Write, InferenceProfileList.Write);

    /// <summary>The shape for a request. <c>/v1/models</c> is OpenAI's path as well as Anthropic's, whose clients send its headers (H-342).</summary>
    public static ModelListShape For(HttpRequest request, ClientCall call) => call.Dialect.Name switch
    {
        ClientDialects.Gemini => Gemini,
        ClientDialects.Bedrock => Bedrock,
        ClientDialects.Messages when request.Headers.ContainsKey("anthropic-version") || request.Headers.ContainsKey("x-api-key") => Messages,
        _ => OpenAi,
    };
}
