namespace Iris.ModelConversion.TensorFlowLite;

/// <summary>
/// Finds PRelu where a network spells it out as relu(x) + a · (x − |x|). The second term is 2a · x where x is negative, and zero elsewhere.
/// </summary>
internal sealed class LiteSlopes
{
    private readonly LiteModel _model;
    private readonly Dictionary<int, int> _makers;
    private readonly Dictionary<int, LiteSlope> _slopes = [];
    private readonly HashSet<int> _parts = [];

    /// <summary>Looks through a network.</summary>
    public LiteSlopes(LiteModel model)
    {
        _model = model;
        _makers = Enumerable.Range(0, model.Operators.Count).ToDictionary(place => model.Operators[place].Output);
        foreach (int place in Enumerable.Range(0, model.Operators.Count))
        {
            Find(place);
        }
    }

    /// <summary>The PRelu that ends with the operator at a place; null where there is none.</summary>
    public LiteSlope? EndingAt(int place) => _slopes.GetValueOrDefault(place);

    /// <summary>Whether the operator at a place is part of a PRelu that ends later.</summary>
    public bool HasPart(int place) => _parts.Contains(place);

    private void Find(int place)
    {
        if (_model.Operators[place] is { Code: LiteCode.Add, Inputs: [var positive, var sloped] }
            && Made(positive, LiteCode.Relu) is { Inputs: [var x] }
            && Made(sloped, LiteCode.Multiply) is { Inputs: [var half, var twice] }
            && _model.Tensors[half].Constant is { } halves
            && Made(twice, LiteCode.Subtract) is { Inputs: [var from, var absolute] } && from == x
            && Made(absolute, LiteCode.Absolute) is { Inputs: [var of] } && of == x)
        {
            _slopes[place] = new(x, new WeightTensor(halves.Shape, [.. halves.Elements.Select(element => 2 * element)]));
            _parts.UnionWith([_makers[positive], _makers[sloped], _makers[twice], _makers[absolute]]);
        }
    }

    // The operator that makes a tensor, if it does that.
    private LiteOperator? Made(int tensor, LiteCode code) =>
        _makers.TryGetValue(tensor, out int place) && _model.Operators[place].Code == code ? _model.Operators[place] : null;
}

/// <summary>A PRelu.</summary>
/// <param name="Input">The tensor that it reads.</param>
/// <param name="Slopes">What negative elements are multiplied by.</param>
internal sealed record LiteSlope(int Input, WeightTensor Slopes);
