namespace Skills.Jinja.Rendering;

/// <summary>Who else can see a name that is set.</summary>
internal enum StoreScope : byte
{
    Plain,
    Top,
    LoopOrBlock,
}
