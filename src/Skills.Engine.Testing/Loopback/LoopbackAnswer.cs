using System.Globalization;
using System.Text;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Makes status, headers and bytes of a scripted answer.</summary>
internal static class LoopbackAnswer
{
    public static (int Status, List<byte[]> Chunks) Make(ILoopbackWire wire, LoopbackCall call, bool stream, Dictionary<string, string> headers, TimeProvider time)
    {
        var reply = call.Reply;
        if (reply.Body is { } raw)
        {
            return (200, [raw.ToArray()]);
        }

        if (reply.Error is { } kind)
        {
            var inBody = reply.RetryAfterForm == RetryAfterForm.Body ? reply.RetryAfter : null;
            AddRetryAfter(reply, headers, time);
            var error = wire.Error(kind, reply.ErrorMessage, inBody);
            return (error.Status, [Encoding.UTF8.GetBytes(error.Body)]);
        }

        if (!stream)
        {
            return (200, [Encoding.UTF8.GetBytes(wire.Whole(call) + new string(' ', reply.Padding))]);
        }

        headers["Content-Type"] = wire.StreamType;
        return (200, [.. Streamed(wire, call).Select(wire.Encode)]);
    }

    private static List<string> Streamed(ILoopbackWire wire, LoopbackCall call)
    {
        var reply = call.Reply;
        var events = wire.Events(call);
        var all = new List<string>();
        if (reply.ErrorInStream is { } kind)
        {
            var error = wire.ErrorEvent(wire.Error(kind, reply.ErrorMessage, null));
            return reply.ErrorAfterDeltas == 0 ? [error] : [.. events.Start, .. events.Deltas.Take(reply.ErrorAfterDeltas), error];
        }

        all.AddRange(reply.DuplicateStart ? [events.Start[0], .. events.Start] : events.Start);
        if (reply.Padding > 0)
        {
            var blanks = new string(' ', reply.Padding);
            all.Add(wire.StreamType switch
            {
                "text/event-stream" => $": {blanks}\n\n",
                "application/vnd.amazon.eventstream" => $"padding {{\"p\":\"{blanks}\"}}",
                _ => blanks + "\n",
            });
        }

        all.AddRange(events.Deltas);
        if (!reply.OmitEnd && !reply.Endless)
        {
            all.AddRange(events.End);
        }

        if (reply.LateEvents)
        {
            all.AddRange(events.Deltas);
        }

        return all;
    }

    private static void AddRetryAfter(LoopbackReply reply, Dictionary<string, string> headers, TimeProvider time)
    {
        if (reply.RetryAfter is not { } wait)
        {
            return;
        }

        switch (reply.RetryAfterForm)
        {
            case RetryAfterForm.Milliseconds:
                headers["retry-after-ms"] = wait.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
                break;
            case RetryAfterForm.Date:
                headers["retry-after"] = (time.GetUtcNow() + wait).ToString("R", CultureInfo.InvariantCulture);
                break;
            default:
                headers["retry-after"] = wait.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
                break;
        }
    }
}
