/** Under so many a figure says that it is made of few. */
export const FEW = 10;
