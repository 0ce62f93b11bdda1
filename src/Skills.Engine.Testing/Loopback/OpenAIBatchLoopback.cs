using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.Testing.Loopback;

/// <summary>OpenAI's batches: the results are files.</summary>
internal sealed class OpenAIBatchLoopback(ConcurrentDictionary<string, string> files) : IBatchLoopback
{
    public LoopbackApi Api => LoopbackApi.OpenAIBatch;

    /// <summary>The content of the uploaded file within a form.</summary>
    public static string FileOf(RecordedRequest request)
    {
        var form = Encoding.UTF8.GetString(request.Body.Span);
        var start = form.IndexOf("\r\n\r\n", form.IndexOf("name=\"file\"", StringComparison.Ordinal), StringComparison.Ordinal) + 4;
        return form[start..form.LastIndexOf("\r\n--", StringComparison.Ordinal)];
    }

    public bool IsSubmission(string method, string path) => method == "POST" && path.EndsWith("/batches", StringComparison.Ordinal);

    public IReadOnlyList<LoopbackBatchItem> ItemsOf(RecordedRequest request) =>
    [
        .. files[request.Json.GetProperty("input_file_id").GetString()!].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
        {
            var item = JsonElement.Parse(line);
            var (api, body) = (item.GetProperty("url").GetString() == "/v1/responses" ? LoopbackApi.Responses : LoopbackApi.ChatCompletions, item.GetProperty("body"));
            return new LoopbackBatchItem(item.GetProperty("custom_id").GetString()!, api, body.GetProperty("model").GetString()!, body);
        }),
    ];

    public string Describe(LoopbackBatch batch, LoopbackBatches all)
    {
        if (batch.HasEnded && batch.Files.Count == 0)
        {
            Write(batch, all);
        }

        var expired = batch.HasEnded && all.Results(batch).Any(static r => r.Fate == LoopbackItemFate.Expired);
        var status = !batch.HasEnded ? "in_progress" : batch.IsCanceled ? "cancelled" : expired ? "expired" : "completed";
        return new JsonObject
        {
            ["id"] = batch.Id,
            ["object"] = "batch",
            ["status"] = status,
            ["expires_at"] = 1_800_000_000,
            ["output_file_id"] = batch.Files.GetValueOrDefault("output"),
            ["error_file_id"] = batch.Files.GetValueOrDefault("error"),
            ["request_counts"] = new JsonObject { ["total"] = batch.Items.Count, ["completed"] = batch.HasEnded ? batch.Items.Count : 0, ["failed"] = 0 },
        }.ToJsonString();
    }

    public string? ResultsOf(LoopbackBatch batch, string path, LoopbackBatches all) => null;

    // Failed and expired items are in a file of their own.
    private void Write(LoopbackBatch batch, LoopbackBatches all)
    {
        var (output, error) = (new StringBuilder(), new StringBuilder());
        foreach (var (item, fate) in all.Results(batch).Where(static r => r.Fate != LoopbackItemFate.Missing))
        {
            if (fate == LoopbackItemFate.Answered)
            {
                var (status, body) = batch.Single(item);
                (status == 200 ? output : error).Append(CultureInfo.InvariantCulture, $$$"""{"id":"batch_req_{{{item.Id}}}","custom_id":"{{{item.Id}}}","response":{"status_code":{{{status}}},"request_id":"req-{{{item.Id}}}","body":{{{body}}}},"error":null}""").Append('\n');
            }
            else
            {
                var code = fate == LoopbackItemFate.Expired ? "batch_expired" : "batch_cancelled";
                error.Append(new JsonObject { ["id"] = "batch_req_" + item.Id, ["custom_id"] = item.Id, ["response"] = null, ["error"] = new JsonObject { ["code"] = code, ["message"] = "This request was not executed." } }.ToJsonString()).Append('\n');
            }
        }

        foreach (var (name, text) in new[] { ("output", output), ("error", error) }.Where(static f => f.Item2.Length > 0))
        {
            batch.Files[name] = $"file-{batch.Id}-{name}";
            files[batch.Files[name]] = text.ToString();
        }
    }
}
