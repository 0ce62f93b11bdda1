using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>The blocks of a streamed turn, put together as a whole reply has them.</summary>
internal sealed class AnthropicTurn
{
    private readonly List<Block> _blocks = [];
    private Block? _firstTool;

    /// <summary>Whether there is more than text and calls.</summary>
    public bool HasMore => _blocks.Exists(static b => AnthropicTools.IsMore(b.Type));

    /// <summary>The input of the first tool so far.</summary>
    public string FirstInput => _firstTool?.Pieces.ToString() ?? "";

    /// <summary>Whether the block under way is the first tool.</summary>
    public bool IsInFirstTool => _firstTool is not null && ReferenceEquals(_blocks[^1], _firstTool);

    public void Open(JsonElement block)
    {
        var opened = new Block(block.Clone());
        _blocks.Add(opened);
        _firstTool ??= opened.Type == "tool_use" ? opened : null;
    }

    public void Add(JsonElement? delta)
    {
        if (_blocks is not [.., var last])
        {
            return;
        }

        last.Pieces.Append(delta.Text("text") ?? delta.Text("thinking") ?? delta.Text("partial_json"));
        last.Signature = delta.Text("signature") ?? last.Signature;
    }

    /// <summary>The calls.</summary>
    public List<JsonElement> Tools() => [.. _blocks.Where(static b => b.Type == "tool_use").Select(static b => b.ToJson())];

    /// <summary>All blocks.</summary>
    public List<JsonElement> Blocks() => [.. _blocks.Select(static b => b.ToJson())];

    private sealed class Block(JsonElement start)
    {
        public string? Type { get; } = start.Text("type");

        public StringBuilder Pieces { get; } = new();

        public string? Signature { get; set; }

        public JsonElement ToJson()
        {
            var block = JsonObject.Create(start)!;
            switch (Type)
            {
                case "text" or "thinking":
                    block[Type] = (start.Text(Type) ?? "") + Pieces;
                    break;
                case "tool_use":
                    block["id"] ??= "";
                    block["name"] ??= "";
                    block["input"] = Input();
                    break;
            }

            if (Signature is not null)
            {
                block["signature"] = Signature;
            }

            return ValueJson.Element(block);
        }

        // A stream that broke off leaves half an input, which is kept as text. Some proxies send the whole input at the start.
        private JsonNode? Input()
        {
            if (Pieces.Length == 0)
            {
                return start.Get("input") is { ValueKind: JsonValueKind.Object } whole ? JsonObject.Create(whole) : new JsonObject();
            }

            var text = Pieces.ToString();
            return ToolText.Parse(text) is { } input ? ValueJson.Node(input) : JsonValue.Create(text);
        }
    }
}
