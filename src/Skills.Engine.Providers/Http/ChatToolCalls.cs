using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>
/// Puts the tool calls of a streamed chat completion together. A piece belongs to the call with its index. Some servers give every
/// call index 0, no id, or the id again with each piece, and some split names, so a call also begins where the one before is whole.
/// </summary>
/// <param name="offered">Names of the tools that are offered; empty when they are not known.</param>
internal sealed class ChatToolCalls(IReadOnlyList<string> offered)
{
    // Far beyond what a model asks for. Each piece is compared with the calls and names before it.
    private const int MostCalls = 1_000;
    private const int LongestName = 1_000;

    private readonly List<Call> _calls = [];

    /// <summary>Why no more pieces can be taken; null when they can.</summary>
    public string? Breach { get; private set; }

    public int Count => _calls.Count;

    /// <summary>Arguments of the first call so far.</summary>
    public string FirstArguments => _calls.Count > 0 ? _calls[0].Arguments.ToString() : "";

    /// <summary>Takes the pieces of one delta and returns what they add to the arguments of the first call.</summary>
    public string Take(JsonElement? delta)
    {
        var shown = _calls.Count > 0 ? _calls[0].Arguments.Length : 0;
        foreach (var piece in delta.Get("tool_calls").Items())
        {
            var function = piece.Get("function");
            var arguments = TextOf(function.Get("arguments"));
            CallOf(((JsonElement?)piece).Tokens("index"), Said(piece.Text("id")), Said(function.Text("name")), arguments).Append(arguments);
        }

        // The API's older form has one function and no list.
        if (delta.Get("function_call") is { } legacy)
        {
            var arguments = TextOf(legacy.Get("arguments"));
            CallOf(0, null, Said(legacy.Text("name")), arguments).Append(arguments);
        }

        return _calls.Count > 0 ? _calls[0].Arguments.ToString(shown, _calls[0].Arguments.Length - shown) : "";
    }

    public JsonElement ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var call in Whole())
            {
                json.WriteStartObject();
                json.WriteString("id"u8, call.Id);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, call.Name);
                json.WriteString("arguments"u8, call.Arguments.ToString());
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>The calls in one form for all providers. A call without a name asks for nothing.</summary>
    public IReadOnlyList<ModelToolCall> ToCalls() =>
        [.. Whole().Where(static c => c.Name.Length > 0).Select(static (c, i) => new ModelToolCall(c.Id.Length > 0 ? c.Id : ToolText.IdFor(i), c.Name, c.Arguments.ToString()))];

    private static string? Said(string? text) => text is { Length: > 0 } ? text : null;

    private static string TextOf(JsonElement? arguments) => arguments switch
    {
        { ValueKind: JsonValueKind.String } words => words.AsText(),
        { ValueKind: JsonValueKind.Object } whole => whole.GetRawText(),
        _ => "",
    };

    // A new id after a whole call can turn out to be nothing but the old call's last piece.
    private IEnumerable<Call> Whole() => _calls.Where((c, i) => i == 0 || c.Name.Length > 0 || c.Arguments.Length > 0);

    private Call CallOf(long? index, string? id, string? name, string arguments)
    {
        var call = index is { } known
            ? _calls.FindLast(c => c.Index == known)
            : id is null ? _calls.LastOrDefault() : _calls.FindLast(c => c.Id == id);
        if (call is null || Begins(call, id, name, arguments))
        {
            _calls.Add(call = new(index));
        }

        // A later id of the same call is not taken: the call's first one is what the server knows it by.
        call.Id = call.Id.Length > 0 ? call.Id : id ?? "";
        call.Name = name is null ? call.Name : Joined(call.Name, name);
        Breach ??= _calls.Count > MostCalls ? $"more than {MostCalls} tool calls."
            : call.Name.Length > LongestName ? $"the name of a tool with more than {LongestName} characters."
            : null;
        return call;
    }

    // Whether a piece that is addressed to a call belongs to another one after it.
    private static bool Begins(Call call, string? id, string? name, string arguments)
    {
        var isNewId = id is not null && call.Id.Length > 0 && call.Id != id;
        if (isNewId && name is not null && call.Name.Length > 0)
        {
            return true;
        }

        return (isNewId || (id is null && name is not null && (arguments.Length > 0 || name != call.Name))) && call.IsWhole;
    }

    // A name comes at once, in pieces, or again with each piece.
    private string Joined(string name, string piece)
    {
        var appended = name + piece;
        return name.Length == 0 ? piece
            : IsBegun(appended) ? appended
            : IsBegun(piece) && piece.StartsWith(name, StringComparison.Ordinal) ? piece
            : piece == name || offered.Contains(name) ? name
            : appended;
    }

    private bool IsBegun(string text) => offered.Any(o => o.StartsWith(text, StringComparison.Ordinal));

    private sealed class Call(long? index)
    {
        private readonly ToolArgumentsEnd _end = new();

        public long? Index => index;

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();

        /// <summary>Whether the arguments are one JSON object, so that nothing can follow them.</summary>
        public bool IsWhole => Name.Length > 0 && _end.IsAt(Arguments);

        public void Append(string arguments)
        {
            Arguments.Append(arguments);
            _end.Follow(arguments);
        }
    }
}
