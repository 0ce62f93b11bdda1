using System.Runtime.CompilerServices;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>What values and builtins need of a render: options, output, place, and what is left of the limits. Used by one thread.</summary>
internal class RenderState
{
    private const int Slice = 1024;

    private TextBuffer? _scratch;
    private long _steps;
    private int _countdown;
    private long _created;
    private int _depth;
    private Random? _random;

    internal RenderState(JinjaOptions options, IFunctions functions)
    {
        Options = options;
        Functions = functions;
        Limits = options.Limits;
        Output = new(Limits.MaxOutputLength, nameof(JinjaLimits.MaxOutputLength), isExact: true);
        Writer = new(this, Output);
    }

    internal JinjaOptions Options { get; }

    /// <summary>Methods, filters and tests by name.</summary>
    internal IFunctions Functions { get; }

    internal JinjaLimits Limits { get; }

    internal TextBuffer Output { get; }

    /// <summary>The calls of an asynchronous render; null for a synchronous one.</summary>
    internal CallJournal? Journal { get; set; }

    internal CancellationToken Cancellation { get; private set; }

    internal DateTimeOffset LocalNow => Journal?.LocalNow ?? Options.TimeProvider.GetLocalNow();

    /// <summary>The steps that are left, nearly.</summary>
    internal long StepsLeft => _steps - (Math.Min(Slice, _steps) + 1 - _countdown);

    internal ReprWriter Writer { get; }

    /// <summary>Offset of the node at work, in the source of the template at work.</summary>
    internal int Position { get; set; }

    /// <summary>The draws of this render, the same each time.</summary>
    internal Random Random => _random ??= new(Options.Seed);

    internal Value[] Stack { get; private set; } = new Value[16];

    internal int StackTop { get; set; }

    /// <param name="steps">The steps that may be used.</param>
    /// <param name="cancellation">Looked at every thousand steps or so.</param>
    internal void Start(long steps, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Cancellation = cancellation;
        _steps = steps;
        _countdown = (int)Math.Min(Slice, _steps) + 1;
        _created = Limits.MaxCreatedBytes;
        _depth = Position = 0;
    }

    /// <summary>Gives rented memory back and forgets every value.</summary>
    internal virtual void Finish()
    {
        Output.Dispose();
        _scratch?.Dispose();
        _random = null;
        Array.Clear(Stack);
        StackTop = 0;
    }

    /// <summary>Uses one step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Step()
    {
        if (--_countdown <= 0)
        {
            Refill();
        }
    }

    /// <summary>Uses many steps at once.</summary>
    internal void Step(long count)
    {
        if (count >= _countdown)
        {
            _steps -= count;
            Refill();
        }
        else
        {
            _countdown -= (int)count;
        }
    }

    /// <summary>Accounts for a string about to be built: its length, its memory, the work.</summary>
    internal void BuildString(long length)
    {
        if (length > Limits.MaxStringLength)
        {
            throw RuntimeFault.Limit($"A string of {length} characters is over MaxStringLength = {Limits.MaxStringLength}.");
        }

        Create(length * 2);
        Handle(length);
    }

    /// <summary>Accounts for work on every character of a text: a step for each 64.</summary>
    internal void Handle(long length)
    {
        if (length >= 64)
        {
            Step(length / 64);
        }
    }

    /// <summary>Accounts for a look at every character that the processor does many at a time, such as a comparison: a step for each 1,024.</summary>
    internal void Scan(long length)
    {
        if (length >= 1024)
        {
            Step(length / 1024);
        }
    }

    /// <summary>Accounts for a list about to be built.</summary>
    internal void BuildList(long count)
    {
        if (count > Limits.MaxListLength)
        {
            throw RuntimeFault.Limit($"A list of {count} elements is over MaxListLength = {Limits.MaxListLength}.");
        }

        Create(count * 16);
        Step(count);
    }

    /// <summary>Accounts for a new entry of a dict of so many.</summary>
    internal void GrowDict(int count)
    {
        if (count >= Limits.MaxListLength)
        {
            throw RuntimeFault.Limit($"A dict of {count + 1L} entries is over MaxListLength = {Limits.MaxListLength}.");
        }

        Create(64);
        Step();
    }

    internal void Create(long bytes)
    {
        _created -= bytes;
        if (_created < 0)
        {
            throw RuntimeFault.Limit($"The template built more than MaxCreatedBytes = {Limits.MaxCreatedBytes} bytes of strings and lists.");
        }
    }

    /// <summary>Goes one call deeper; every call ends with <see cref="Leave"/>, unless the render fails.</summary>
    internal void Enter()
    {
        if (++_depth > Limits.MaxCallDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw RuntimeFault.Limit($"Calls are nested deeper than MaxCallDepth = {Limits.MaxCallDepth}.");
        }

        Step(4);
    }

    internal void Leave() => _depth--;

    /// <summary>Takes room for arguments on the stack; gives the offset of the first.</summary>
    internal int Push(int count)
    {
        var start = StackTop;
        StackTop += count;
        if (StackTop > Stack.Length)
        {
            var stack = new Value[Math.Max(StackTop, Stack.Length * 2)];
            Stack.AsSpan(0, start).CopyTo(stack);
            Stack = stack;
        }

        return start;
    }

    /// <summary>A buffer to build one string in. It must be given back by <see cref="Return"/>.</summary>
    internal TextBuffer Rent()
    {
        var scratch = _scratch ?? new(Limits.MaxStringLength, nameof(JinjaLimits.MaxStringLength));
        _scratch = null;
        return scratch;
    }

    /// <summary>Ends the use of a buffer and gives its text.</summary>
    internal string Return(TextBuffer buffer)
    {
        BuildString(buffer.Length);
        var text = buffer.Cut(0);
        _scratch?.Dispose();
        _scratch = buffer;
        return text;
    }

    /// <summary>Accounts for a text that came out longer than what was accounted for, as with <c>'ß'.upper()</c>.</summary>
    internal string Grown(string text, int accounted)
    {
        if (text.Length > accounted)
        {
            BuildString(text.Length);
        }

        return text;
    }

    /// <summary>A text with HTML's special characters escaped.</summary>
    internal string Escape(string text)
    {
        Scan(text.Length);
        if (!Html.NeedsEscape(text))
        {
            return text;
        }

        var buffer = Rent();
        Html.Escape(buffer, text);
        return Return(buffer);
    }

    /// <summary>Python's <c>str(value)</c>.</summary>
    internal string Text(Value value)
    {
        if (value.Kind == ValueKind.String)
        {
            return value.String;
        }

        var buffer = Rent();
        new ReprWriter(this, buffer).Text(value);
        return Return(buffer);
    }

    internal Value Undefined(string name) => Value.Of(new UndefinedValue(Options.Undefined, name));

    internal Value UndefinedHint(string hint, string? name = null) => Value.Of(new UndefinedValue(Options.Undefined, name, hint: hint));

    private void Refill()
    {
        Cancellation.ThrowIfCancellationRequested();
        _steps -= Slice;
        if (_steps <= 0)
        {
            throw RuntimeFault.Limit($"The template took more than MaxSteps = {Limits.MaxSteps} steps.");
        }

        _countdown = (int)Math.Min(Slice, _steps) + 1;
    }
}
