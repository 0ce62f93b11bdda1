using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Puts the tool calls of a streamed chat completion together. A piece belongs to the call with its index; a new id together with a name begins another call, since some servers give every call index 0.</summary>
internal sealed class ChatToolCalls
{
    private readonly List<Call> _calls = [];

    public int Count => _calls.Count;

    /// <summary>Arguments of the first call so far.</summary>
    public string FirstArguments => _calls.Count > 0 ? _calls[0].Arguments.ToString() : "";

    /// <summary>Takes the pieces of one delta and returns what they add to the arguments of the first call.</summary>
    public string Take(JsonElement? delta)
    {
        var first = "";
        foreach (var piece in delta.Get("tool_calls").Items())
        {
            var function = piece.Get("function");
            var call = CallOf(((JsonElement?)piece).Tokens("index"), Said(piece.Text("id")), Said(function.Text("name")));
            first += Append(call, function.Get("arguments"));
        }

        // The API's older form has one function and no list.
        if (delta.Get("function_call") is { } legacy)
        {
            first += Append(CallOf(0, null, Said(legacy.Text("name"))), legacy.Get("arguments"));
        }

        return first;
    }

    public JsonElement ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var call in _calls)
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

    private static string? Said(string? text) => text is { Length: > 0 } ? text : null;

    private string Append(Call call, JsonElement? arguments)
    {
        var text = arguments switch
        {
            { ValueKind: JsonValueKind.String } words => words.AsText(),
            { ValueKind: JsonValueKind.Object } whole => whole.GetRawText(),
            _ => "",
        };
        call.Arguments.Append(text);
        return ReferenceEquals(call, _calls[0]) ? text : "";
    }

    private Call CallOf(long? index, string? id, string? name)
    {
        var call = index is { } known
            ? _calls.FindLast(c => c.Index == known)
            : id is null ? _calls.LastOrDefault() : _calls.FindLast(c => c.Id == id);
        if (call is null || (id is not null && name is not null && call.Id.Length > 0 && call.Id != id))
        {
            _calls.Add(call = new(index));
        }

        call.Id = id ?? call.Id;
        call.Name = name ?? call.Name;
        return call;
    }

    private sealed class Call(long? index)
    {
        public long? Index => index;

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
