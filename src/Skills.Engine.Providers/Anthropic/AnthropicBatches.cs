using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.VendorBatches;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>Anthropic's Message Batches (<c>/v1/messages/batches</c>).</summary>
internal sealed class AnthropicBatches : IBatchWire
{
    private const string Own = "https://api.anthropic.com";

    public ModelBatchLimits Limits { get; } = new(100_000, 256_000_000);

    public string EndpointOf(Uri address) => "/v1/messages";

    public void AddItem(PooledBuffer payload, string id, ReadOnlySpan<byte> body, string endpoint)
    {
        payload.Write(payload.Length == 0 ? "{\"requests\":["u8 : ","u8);
        payload.Write(Encoding.UTF8.GetBytes($$"""{"custom_id":"{{id}}","params":"""));
        payload.Write(body);
        payload.Write("}"u8);
    }

    public Task<JsonElement> SubmitAsync(BatchCall call, PooledBuffer payload, Uri address, string endpoint)
    {
        payload.Write("]}"u8);
        return call.SendAsync(HttpMethod.Post, call.Address(Own, "/v1", "/messages/batches"), payload);
    }

    public Uri StateOf(BatchCall call, ModelBatch batch) => call.Address(Own, "/v1", "/messages/batches/" + call.Safe(batch.Id));

    public Uri CancelOf(BatchCall call, ModelBatch batch) => call.Address(Own, "/v1", $"/messages/batches/{call.Safe(batch.Id)}/cancel");

    public ModelBatch? Read(JsonElement description, ModelBatch known)
    {
        if (description.Text("id") is not { } id || description.Text("processing_status") is not { } status)
        {
            return null;
        }

        var counts = description.Get("request_counts");
        return known with
        {
            Id = id,
            State = status switch
            {
                "ended" when description.Get("cancel_initiated_at") is not null => ModelBatchState.Canceled,
                "ended" when counts.Tokens("expired") > 0 => ModelBatchState.Expired,
                "ended" => ModelBatchState.Completed,
                "canceling" => ModelBatchState.Canceling,
                _ => ModelBatchState.Running,
            },
            Processed = counts.Tokens("succeeded") + (counts.Tokens("errored") ?? 0),
            ExpiresAt = DateTimeOffset.TryParse(description.Text("expires_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : known.ExpiresAt,
        };
    }

    // The address of the results in the description is not followed: another host would get the key.
    public async IAsyncEnumerable<BatchLine> ResultsAsync(BatchCall call, ModelBatch batch)
    {
        await foreach (var line in call.LinesAsync(call.Address(Own, "/v1", $"/messages/batches/{call.Safe(batch.Id)}/results")).ConfigureAwait(false))
        {
            var (id, result) = (line.Text("custom_id"), line.Get("result"));
            yield return result.Text("type") switch
            {
                "succeeded" when result.Get("message") is { } message => new(id, ModelBatchOutcome.Succeeded, message),
                "expired" => new(id, ModelBatchOutcome.Expired, default),
                "canceled" => new(id, ModelBatchOutcome.Canceled, default),
                _ => new(id, ModelBatchOutcome.Failed, result.Get("error") ?? line),
            };
        }
    }
}
