using System.Net;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.OpenAI;

/// <summary>Chat completions and responses on the wire; each call speaks the one its model is served by.</summary>
internal sealed class OpenAIWire(OpenAIOptions options) : IProviderWire
{
    public const string Name = "openai";

    private static readonly ChatCompletions Form = new() { MaxTokensField = "max_completion_tokens", StopNeedsSampling = true, CacheKey = true };

    private readonly Uri _chat = Address(options, "/chat/completions");
    private readonly Uri _responses = Address(options, "/responses");

    public SchemaDialect Dialect => SchemaDialects.OpenAIStrict;

    public Uri AddressOf(ModelRequest request, bool stream) => IsResponses(request.Model) ? _responses : _chat;

    public void WriteBody(Utf8JsonWriter json, WireRequest call)
    {
        if (IsResponses(call.Model))
        {
            new ResponsesRequest(json, call).Write();
            return;
        }

        json.WriteStartObject();
        new ChatRequest(json, call, Form).Write();
        json.WriteEndObject();
    }

    public ModelReply? ReadReply(JsonElement root, WireRequest call) =>
        IsResponses(call.Model) ? ResponsesReply.Read(root, call) : ChatReply.Read(root, call);

    public IReplyStream OpenStream(WireRequest call) => IsResponses(call.Model) ? new ResponsesStream(call) : new ChatStream(call);

    public WireError? ReadError(HttpStatusCode? status, JsonElement body) =>
        ChatErrors.Read(body)
        ?? (body.Text("object") == "response" || body.Get("output") is not null ? ResponsesReply.ErrorOf(body) : null)
        ?? (body.Text("type") == "error" ? ResponsesReply.FlatError(body) : null);

    private bool IsResponses(ModelDefinition model) => options.Api switch
    {
        OpenAIApi.ChatCompletions => false,
        OpenAIApi.Responses => true,
        _ => model.WireId.EndsWith("-pro", StringComparison.Ordinal)
            || model.WireId.Contains("-codex", StringComparison.Ordinal)
            || model.WireId.Contains("-deep-research", StringComparison.Ordinal),
    };

    private static Uri Address(OpenAIOptions options, string path) =>
        ProviderHttp.Join(ProviderHttp.Usable(options.BaseUrl, "https://api.openai.com/v1"), "/v1", path);
}
