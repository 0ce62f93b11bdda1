using System.Net;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.WatsonX;

/// <summary>watsonx.ai text chat on the wire: chat completions with names of its own.</summary>
internal sealed class WatsonXWire(WatsonXOptions options) : IProviderWire
{
    public const string Name = "watsonx";

    private static readonly ChatCompletions Form = new() { ModelField = "model_id", AskForUsage = false, StreamField = false, ToolChoiceField = "tool_choice_option" };

    private readonly Uri _chat = Address(options, "/ml/v1/text/chat");
    private readonly Uri _stream = Address(options, "/ml/v1/text/chat_stream");

    // IBM publishes no subset. These are the keywords that vLLM, whose parameters the API has, asserts with its default grammar.
    public SchemaDialect Dialect { get; } = new()
    {
        Keywords = new HashSet<string>
        {
            "type", "enum", "const", "anyOf", "properties", "required", "items", "prefixItems", "minItems", "maxItems", "minLength", "maxLength", "pattern", "format",
            "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "additionalProperties", "title", "description", "default",
        },
        Formats = new HashSet<string>
        {
            "email", "date", "time", "date-time", "duration", "ipv4", "ipv6", "hostname", "uuid", "uri", "uri-reference", "uri-template", "json-pointer",
            "relative-json-pointer",
        },
        HidesSchema = true,
        NativeWithTools = false,
    };

    public Uri AddressOf(ModelRequest request, bool stream) => stream ? _stream : _chat;

    public void WriteBody(Utf8JsonWriter json, WireRequest call)
    {
        json.WriteStartObject();
        if (options.ProjectId is { } project)
        {
            json.WriteString("project_id"u8, project);
        }
        else if (options.SpaceId is { } space)
        {
            json.WriteString("space_id"u8, space);
        }

        new ChatRequest(json, call, Form).Write();
        json.WriteEndObject();
    }

    public ModelReply? ReadReply(JsonElement root, WireRequest call)
    {
        var reply = ChatReply.Read(root, call);
        var warnings = root.Get("system").Get("warnings").Items().Select(static w => w.Text("message")).OfType<string>().ToList();
        return warnings.Count == 0 ? reply : reply is null ? null : reply with { Warnings = warnings };
    }

    public IReplyStream OpenStream(WireRequest call) => new ChatStream(call);

    public WireError? ReadError(HttpStatusCode? status, JsonElement body)
    {
        if (body.Get("errors").First() is not { } error)
        {
            return ChatErrors.Read(body);
        }

        var code = error.Text("code");
        var message = error.Text("message");
        return new()
        {
            Kind = CodeTable.KindOf(code) ?? (status is null or HttpStatusCode.BadRequest ? CodeTable.KindOfSentence(message) : null) ?? KindOf(body),
            Code = code,
            Message = message,
            RequestId = body.Text("trace"),
        };
    }

    // An error event comes under status 200 and says the real one itself.
    private static ModelErrorKind? KindOf(JsonElement body) =>
        ((JsonElement?)body).Tokens("status_code") is { } status ? StatusTable.KindOf((HttpStatusCode)status) : null;

    private static Uri Address(WatsonXOptions options, string path)
    {
        var address = new UriBuilder(ProviderHttp.Join(ProviderHttp.Usable(options.BaseUrl, $"https://{options.Region}.ml.cloud.ibm.com"), "", path));
        var version = "version=" + Uri.EscapeDataString(options.Version);
        address.Query = address.Query.Length > 1 ? address.Query[1..] + "&" + version : version;
        return address.Uri;
    }
}
