using System.Text;
using System.Text.Json.Nodes;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Anthropic's Message Batches.</summary>
internal sealed class AnthropicBatchLoopback : IBatchLoopback
{
    public LoopbackApi Api => LoopbackApi.AnthropicBatch;

    public bool IsSubmission(string method, string path) => method == "POST" && path.EndsWith("/batches", StringComparison.Ordinal);

    public IReadOnlyList<LoopbackBatchItem> ItemsOf(RecordedRequest request) =>
    [
        .. request.Json.GetProperty("requests").EnumerateArray().Select(static item =>
        {
            var body = item.GetProperty("params");
            return new LoopbackBatchItem(item.GetProperty("custom_id").GetString()!, LoopbackApi.Anthropic, body.GetProperty("model").GetString()!, body);
        }),
    ];

    public string Describe(LoopbackBatch batch, LoopbackBatches all)
    {
        var fates = batch.HasEnded ? all.Results(batch).Select(static r => r.Fate).ToList() : [];
        return new JsonObject
        {
            ["id"] = batch.Id,
            ["type"] = "message_batch",
            ["processing_status"] = batch.HasEnded ? "ended" : "in_progress",
            ["cancel_initiated_at"] = batch.IsCanceled ? "2026-08-21T12:00:00Z" : null,
            ["expires_at"] = "2026-08-22T12:00:00Z",
            ["results_url"] = batch.HasEnded ? "https://elsewhere.example/results" : null,
            ["request_counts"] = new JsonObject
            {
                ["processing"] = batch.HasEnded ? 0 : batch.Items.Count,
                ["succeeded"] = fates.Count(static f => f == LoopbackItemFate.Answered),
                ["errored"] = 0,
                ["canceled"] = fates.Count(static f => f == LoopbackItemFate.Canceled),
                ["expired"] = fates.Count(static f => f == LoopbackItemFate.Expired),
            },
        }.ToJsonString();
    }

    public string? ResultsOf(LoopbackBatch batch, string path, LoopbackBatches all)
    {
        if (!path.EndsWith("/results", StringComparison.Ordinal))
        {
            return null;
        }

        var lines = new StringBuilder();
        foreach (var (item, fate) in all.Results(batch).Where(static r => r.Fate != LoopbackItemFate.Missing))
        {
            lines.Append("{\"custom_id\":\"").Append(item.Id).Append("\",\"result\":").Append(Result(batch, item, fate)).Append("}\n");
        }

        return lines.ToString();
    }

    private static string Result(LoopbackBatch batch, LoopbackBatchItem item, LoopbackItemFate fate)
    {
        if (fate != LoopbackItemFate.Answered)
        {
            return fate == LoopbackItemFate.Expired ? """{"type":"expired"}""" : """{"type":"canceled"}""";
        }

        var (status, body) = batch.Single(item);
        return status == 200 ? "{\"type\":\"succeeded\",\"message\":" + body + "}" : "{\"type\":\"errored\",\"error\":" + body + "}";
    }
}
