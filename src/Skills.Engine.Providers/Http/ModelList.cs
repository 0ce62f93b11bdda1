using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Asks a server for its models: <c>/v1/models</c> of OpenAI's API, or <c>/api/tags</c> of Ollama's.</summary>
internal static class ModelList
{
    private const int MostModels = 1000;
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <param name="provider">Name of the provider.</param>
    /// <param name="target">The server.</param>
    /// <param name="http">The provider's client.</param>
    /// <param name="address">Where the list is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public static async Task<IReadOnlyList<ModelDefinition>> ReadAsync(string provider, ProviderTarget target, HttpClient http, Uri address, TimeProvider time, CancellationToken cancellationToken)
    {
        using var clock = new AttemptClock(time, new(), stream: false, cancellationToken);
        var faults = new CallFaults(provider, new ModelDefinition { Id = "(list)", Provider = provider }, clock, target.Options.ApiKey, cancellationToken);
        using var message = new HttpRequestMessage(HttpMethod.Get, address);
        await target.Credentials.AuthorizeAsync(new(message, default, null, false, faults, clock)).ConfigureAwait(false);
        ProviderHttp.ReplaceHeaders(message.Headers, target.Options.Headers);
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, clock.Token).ConfigureAwait(false);
            faults.ReadHeaders(response);
            if (!response.IsSuccessStatusCode)
            {
                throw faults.FromProvider(new());
            }

            var content = await response.Content.ReadAsStreamAsync(clock.Token).ConfigureAwait(false);
            using var body = await new ResponseBody(content, clock, faults, MaxBytes).ReadAllAsync(null).ConfigureAwait(false);
            return Read(provider, JsonElement.Parse(body.Written.Span));
        }
        catch (JsonException e)
        {
            throw faults.Make(ModelErrorKind.Malformed, "answered a list of models that is not JSON.", e);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            throw faults.FromSending(e);
        }
    }

    // Models that only embed have no answer to give.
    private static List<ModelDefinition> Read(string provider, JsonElement root) =>
        [.. (root.Get("data") ?? root.Get("models")).Items().Select(m => ModelOf(provider, m)).OfType<ModelDefinition>().DistinctBy(static m => m.Id).Take(MostModels)];

    private static ModelDefinition? ModelOf(string provider, JsonElement model)
    {
        var id = model.Text("id") ?? model.Text("name");
        if (string.IsNullOrWhiteSpace(id) || id.Contains("embed", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var local = ModelCatalog.Local(id);
        var window = ((JsonElement?)model).Tokens("max_model_len") ?? model.Get("meta").Tokens("n_ctx");
        return local with { Provider = provider, ContextWindow = window is > 0 and <= int.MaxValue ? (int)window : null };
    }
}
