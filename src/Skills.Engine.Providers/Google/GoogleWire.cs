using System.Net;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Google;

/// <summary>generateContent on the wire.</summary>
internal sealed class GoogleWire(GoogleOptions options) : IProviderWire
{
    public const string Name = "google";

    private readonly string _base = ProviderHttp.Usable(options.BaseUrl, "https://generativelanguage.googleapis.com");

    public SchemaDialect Dialect { get; } = new()
    {
        Keywords = new HashSet<string>
        {
            "type", "enum", "anyOf", "properties", "required", "items", "prefixItems", "format", "minItems", "maxItems", "minimum", "maximum",
            "additionalProperties", "title", "description",
        },
        ConstAsEnum = true,
        NativeWithTools = false,
        Recursion = SchemaRecursion.InOptionalProperties,
    };

    public Uri AddressOf(ModelRequest request, bool stream)
    {
        var model = string.Join('/', request.Model.WireId.Split('/').Select(Uri.EscapeDataString));
        var folder = model.Contains('/', StringComparison.Ordinal) ? "/" : "/models/";
        var address = ProviderHttp.Join(_base, "/" + options.Version, $"{folder}{model}:{(stream ? "streamGenerateContent" : "generateContent")}");
        if (!stream)
        {
            return address;
        }

        var withEvents = new UriBuilder(address);
        withEvents.Query = withEvents.Query.Length > 1 ? withEvents.Query[1..] + "&alt=sse" : "alt=sse";
        return withEvents.Uri;
    }

    public void WriteBody(Utf8JsonWriter json, WireRequest call) => new GoogleRequest(json, call).Write();

    public ModelReply? ReadReply(JsonElement root, WireRequest call)
    {
        var stream = new GoogleStream(call);
        var whole = stream.Accept(null, root);
        return whole.Breach is null && stream.HasContent ? stream.ToReply() : null;
    }

    public IReplyStream OpenStream(WireRequest call) => new GoogleStream(call);

    public WireError? ReadError(HttpStatusCode? status, JsonElement body)
    {
        // Some endpoints wrap the error in a list of one.
        var root = body.ValueKind == JsonValueKind.Array ? ((JsonElement?)body).First() ?? body : body;
        if (root.Get("promptFeedback") is { } feedback && feedback.Text("blockReason") is { } blocked && root.Get("candidates").First() is null)
        {
            return new() { Kind = ModelErrorKind.ContentPolicy, Code = blocked };
        }

        return root.Get("error") is { } error ? GoogleErrors.Read(error) : GoogleErrors.OfCandidate(root.Get("candidates").First());
    }
}
